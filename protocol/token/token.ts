import { fromHex, toHex } from '../codec/bytes.ts';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import { type KeyId, keyId } from '../ids.ts';
import {
  algorithmOf,
  type PinnedAlgorithm,
  type SignatureAlgorithm,
  signatureAlgorithms,
} from './algorithm.ts';
import { type Claims, claimsCodec } from './claims.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from './envelope.ts';

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

/** Who signs: the key's id and algorithm stand in the protected header. */
export interface TokenSigner {
  readonly keyId: KeyId;
  readonly algorithm: SignatureAlgorithm;
  sign(bytes: Uint8Array): Uint8Array;
}

/** A CWT in COSE_Sign1 (D7, clause 7.1). */
export function encodeToken(claims: Claims, signer: TokenSigner): Uint8Array {
  const header = new Map<CborValue, CborValue>([
    [1, signatureAlgorithms[signer.algorithm]],
    [4, fromHex(signer.keyId)],
  ]);
  return encodeEnvelope('sign1', header, encode(claimsCodec.write(claims)), new Uint8Array(), (bytes) =>
    signer.sign(bytes),
  );
}

/** @throws {MalformedError} on everything that is not exactly the form of clause 7. */
export function decodeToken(bytes: Uint8Array): UnverifiedToken {
  if (bytes.length > maxTokenBytes) throw new MalformedError(`token: over ${maxTokenBytes} bytes`);
  const envelope = decodeEnvelope('sign1', bytes);
  if (envelope.unprotectedHeader.size > 0) throw new MalformedError('token: unprotected header is not empty');
  if (envelope.seal.length !== 64) throw new MalformedError('token: signature is not 64 bytes');
  return {
    ...readHeader(envelope.protectedHeader),
    claims: claimsCodec.read(decode(envelope.payload)),
    signedBytes: sealedBytes('sign1', envelope),
    signature: envelope.seal,
  };
}

/** Algorithm and key id, and nothing besides: an unknown `crit` above all is refused. */
function readHeader(header: ReadonlyMap<CborValue, CborValue>): Pick<UnverifiedToken, 'algorithm' | 'keyId'> {
  const number = header.get(1);
  const kid = header.get(4);
  const algorithm = typeof number === 'number' ? algorithmOf(number) : null;
  if (algorithm === null) throw new MalformedError('token: unknown algorithm');
  if (!(kid instanceof Uint8Array) || kid.length !== 8)
    throw new MalformedError('token: key id is not 8 bytes');
  if (header.size !== 2)
    throw new MalformedError('token: protected header holds more than algorithm and key id');
  return { algorithm, keyId: keyId(toHex(kid)) };
}
