import { concat } from '../codec/bytes.ts';
import { encode } from '../codec/cbor.ts';
import { signatureAlgorithms } from '../token/algorithm.ts';
import { sealedBytes } from '../token/envelope.ts';

/** A P-256 point on the wire: x ‖ y, without the 04 that stands before it elsewhere (SEC 1 §2.3.3). */
export const agreementKeyBytes = 64;
export const uncompressedPoint = (point: Uint8Array): Uint8Array => concat(Uint8Array.of(4), point);
/** @throws {RangeError} on anything but an uncompressed point. */
export function pointBytes(uncompressed: Uint8Array): Uint8Array {
  if (uncompressed.length !== 65 || uncompressed[0] !== 4)
    throw new RangeError('no uncompressed P-256 point');
  return uncompressed.slice(1);
}

const text = (label: string): Uint8Array => new TextEncoder().encode(label);

/** What both sides hash to the binding: all that was said in the clear, as sent (clause 6.5). */
export const transcriptBytes = (hello: Uint8Array, greeting: Uint8Array): Uint8Array =>
  encode(['ritmeter/1/link', hello, greeting]);

/** The bytes that the car signs in its welcome: a Sig_structure over the binding (clause 6.4). */
export const welcomeBytes = (binding: Uint8Array): Uint8Array =>
  sealedBytes(
    'sign1',
    { protectedBytes: encode(new Map([[1, signatureAlgorithms.Ed25519]])), payload: binding },
    text('ritmeter/1/welcome'),
  );

/** HKDF info of the key of each direction (clause 6.5): what one side seals the other never takes for its own. */
export const directionLabels = {
  phone: text('ritmeter/1/link/phone'),
  car: text('ritmeter/1/link/car'),
} as const;
export type Direction = keyof typeof directionLabels;

/** The nonce of AES-GCM: the message's counter in twelve bytes, most significant first. */
export function counterNonce(counter: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(counter));
  return nonce;
}
