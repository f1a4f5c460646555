import { Fault } from '../errors.ts';
import { signatureAlgorithms } from './algorithm.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from './envelope.ts';

/** Signs with a car's Ed25519 key. */
export type Sign = (bytes: Uint8Array) => Uint8Array;
/** Checks an Ed25519 signature of one car. */
export type VerifyCar = (bytes: Uint8Array, signature: Uint8Array) => boolean;

const header = new Map([[1, signatureAlgorithms.Ed25519]]);
const contextOf = (topic: string): Uint8Array => new TextEncoder().encode(topic);

/** COSE_Sign1 by the car around a loss notice; the topic is signed with it (clause 4.3). */
export const encodeSigned = (topic: string, payload: Uint8Array, sign: Sign): Uint8Array =>
  encodeEnvelope('sign1', header, payload, contextOf(topic), sign);

/**
 * The payload of a COSE_Sign1 that the car made for this topic.
 * @throws {MalformedError} or {Fault} `not-authentic`.
 */
export function decodeSigned(topic: string, bytes: Uint8Array, verify: VerifyCar): Uint8Array {
  const envelope = decodeEnvelope('sign1', bytes);
  const known =
    envelope.protectedHeader.size === 1 && envelope.protectedHeader.get(1) === signatureAlgorithms.Ed25519;
  const signed = sealedBytes('sign1', envelope, contextOf(topic));
  if (!known || envelope.unprotectedHeader.size > 0 || !verify(signed, envelope.seal)) {
    throw new Fault({ code: 'not-authentic', blame: 'sender' }, `${topic}: not signed by this car`);
  }
  return envelope.payload;
}
