import { decode, encode } from '../codec/cbor.ts';
import { MalformedError } from '../errors.ts';
import type { KeyId } from '../ids.ts';
import type { PinnedAlgorithm } from './algorithm.ts';
import { type Claims, claimsCodec } from './claims.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from './envelope.ts';
import { readSignatureHeader, type Signer, signatureHeader } from './signature-header.ts';

/** Largest token in bytes (clause 9). */
export const maxTokenBytes = 512;

/** A token as read: nothing in it counts before `signature` is found good for `signedBytes` under the issuer's key. */
export interface UnverifiedToken {
  readonly algorithm: PinnedAlgorithm;
  readonly keyId: KeyId;
  readonly claims: Claims;
  readonly signedBytes: Uint8Array;
  /** 64 bytes: Ed25519, or r ‖ s. */
  readonly signature: Uint8Array;
}

/** A CWT in COSE_Sign1 (D7, clause 7.1). */
export function encodeToken(claims: Claims, signer: Signer): Uint8Array {
  const payload = encode(claimsCodec.write(claims));
  return encodeEnvelope('sign1', signatureHeader(signer), payload, new Uint8Array(), (bytes) =>
    signer.sign(bytes),
  );
}

/** @throws {MalformedError} on everything that is not exactly the form of clause 7. */
export function decodeToken(bytes: Uint8Array): UnverifiedToken {
  if (bytes.length > maxTokenBytes) throw new MalformedError(`token: over ${maxTokenBytes} bytes`);
  const envelope = decodeEnvelope('sign1', bytes);
  return {
    ...readSignatureHeader('token', envelope),
    claims: claimsCodec.read(decode(envelope.payload)),
    signedBytes: sealedBytes('sign1', envelope),
    signature: envelope.seal,
  };
}
