import { fromHex, toHex } from '../codec/bytes.ts';
import { MalformedError } from '../errors.ts';
import { type KeyId, keyId } from '../ids.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../units.ts';

/** What stands in the header `Authorization` of a phone's request (clause 11.2). */
export interface Credentials {
  readonly keyId: KeyId;
  readonly time: EpochMilliseconds;
  /** 64 bytes: Ed25519, or r ‖ s. */
  readonly signature: Uint8Array;
}

/** The authentication scheme (RFC 9110 §11.1). */
export const credentialScheme = 'Ritmeter';

const form = /^Ritmeter key=([0-9a-f]{16}), time=(0|[1-9][0-9]{0,14}), signature=([0-9a-f]{128})$/;

export const writeCredentials = ({ keyId, time, signature }: Credentials): string =>
  `${credentialScheme} key=${keyId}, time=${time}, signature=${toHex(signature)}`;

/** @throws {MalformedError} on anything but the one form. */
export function readCredentials(header: string): Credentials {
  const [, key, time, signature] = form.exec(header) ?? [];
  if (key === undefined || time === undefined || signature === undefined)
    throw new MalformedError('Authorization: not of the form of clause 11.2');
  return { keyId: keyId(key), time: epochMilliseconds(Number(time)), signature: fromHex(signature) };
}
