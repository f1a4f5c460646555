import { sameBytes } from '../codec/bytes.ts';
import { Fault } from '../errors.ts';
import { hmacSha256 } from './algorithm.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from './envelope.ts';

/** HMAC-SHA-256 under the key that one car and the gateway share (D3). */
export type Authenticate = (bytes: Uint8Array) => Uint8Array;

const header = new Map([[1, hmacSha256]]);
const contextOf = (topic: string): Uint8Array => new TextEncoder().encode(topic);

/** COSE_Mac0 around a receipt or command; the topic is authenticated with it (clause 4.2). */
export const encodeAuthenticated = (
  topic: string,
  payload: Uint8Array,
  authenticate: Authenticate,
): Uint8Array => encodeEnvelope('mac0', header, payload, contextOf(topic), authenticate);

/**
 * The payload of a COSE_Mac0 that was made for this topic.
 * @throws {MalformedError} or {Fault} `not-authentic`.
 */
export function decodeAuthenticated(
  topic: string,
  bytes: Uint8Array,
  authenticate: Authenticate,
): Uint8Array {
  const envelope = decodeEnvelope('mac0', bytes);
  const expected = authenticate(sealedBytes('mac0', envelope, contextOf(topic)));
  const known = envelope.protectedHeader.size === 1 && envelope.protectedHeader.get(1) === hmacSha256;
  if (!known || envelope.unprotectedHeader.size > 0 || !sameBytes(expected, envelope.seal)) {
    throw new Fault(
      { code: 'not-authentic', blame: 'sender' },
      `${topic}: not authenticated by this car's gateway`,
    );
  }
  return envelope.payload;
}
