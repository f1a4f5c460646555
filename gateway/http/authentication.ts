import { createHash } from 'node:crypto';
import { Fault, MalformedError } from '../../protocol/errors.ts';
import type { KeyId } from '../../protocol/ids.ts';
import type { Clock } from '../../protocol/runtime.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { type Credentials, readCredentials } from '../../protocol/token/credentials.ts';
import { type RequestSubject, requestBytes } from '../../protocol/token/request.ts';
import { fromSender } from './problem.ts';

/** A request as it came over the line. */
export interface ArrivedRequest extends Pick<RequestSubject, 'method' | 'target'> {
  readonly authorization: string | undefined;
  readonly body: Uint8Array;
}

/** What phones' keys are for here. */
export interface PhoneKeys {
  idOf(key: PublicKey): KeyId;
  /** False as well where the key is no point of its curve. */
  verify(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean;
}

export interface AuthenticationParts {
  readonly clock: Clock;
  readonly keys: PhoneKeys;
}

/** How far a request's time may be off the gateway's (clause 11.4). */
const windowSeconds = 300;

/**
 * The credentials of a request of about now; its signature is still to be checked.
 * @throws {Fault} `not-authentic` where they are not of the form of clause 11.2, `time-off`.
 */
export function credentialsOf(clock: Clock, { authorization }: ArrivedRequest): Credentials {
  if (authorization === undefined)
    throw fromSender('not-authentic', 'the request has no header Authorization');
  const credentials = readHeader(authorization);
  const off = credentials.time - clock.wall();
  if (Math.abs(off) > windowSeconds * 1000) {
    const seconds = Math.round(off / 1000);
    throw fromSender(
      'time-off',
      `the request's time is ${seconds} s off the gateway's; set the phone's clock`,
    );
  }
  return credentials;
}

function readHeader(header: string): Credentials {
  try {
    return readCredentials(header);
  } catch (cause) {
    if (!(cause instanceof MalformedError)) throw cause;
    throw new Fault({ code: 'not-authentic', blame: 'sender' }, cause.message, { cause });
  }
}

/** @throws {Fault} `not-authentic` where the request was not signed with this key. */
export function requireSignature(
  keys: PhoneKeys,
  { method, target, body }: ArrivedRequest,
  { keyId, time, signature }: Credentials,
  key: PublicKey,
): void {
  const bodyDigest = new Uint8Array(createHash('sha256').update(body).digest());
  const signed = requestBytes(key, { method, target, bodyDigest, time });
  if (keys.idOf(key) !== keyId || !keys.verify(key, signed, signature))
    throw fromSender('not-authentic', `the request is not signed with key ${keyId}`);
}
