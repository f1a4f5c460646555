import { fromHex, toHex } from '../codec/bytes.ts';
import type { CborMap, CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import { type KeyId, keyId } from '../ids.ts';
import {
  algorithmOf,
  type PinnedAlgorithm,
  type SignatureAlgorithm,
  signatureAlgorithms,
} from './algorithm.ts';
import type { Envelope } from './envelope.ts';

/** Who signs: the key's id and algorithm stand in the protected header. */
export interface Signer {
  readonly keyId: KeyId;
  readonly algorithm: SignatureAlgorithm;
  sign(bytes: Uint8Array): Uint8Array;
}

/** The protected header of what a signer signs: algorithm and key id (clause 7.1). */
export const signatureHeader = ({ algorithm, keyId: id }: Signer): CborMap =>
  new Map<CborValue, CborValue>([
    [1, signatureAlgorithms[algorithm]],
    [4, fromHex(id)],
  ]);

/**
 * Algorithm and key id, and nothing besides: an unknown `crit` above all is refused.
 * @throws {MalformedError} also where the unprotected header is not empty or the signature not 64 bytes.
 */
export function readSignatureHeader(
  name: string,
  { protectedHeader, unprotectedHeader, seal }: Envelope,
): { readonly algorithm: PinnedAlgorithm; readonly keyId: KeyId } {
  if (unprotectedHeader.size > 0) throw new MalformedError(`${name}: unprotected header is not empty`);
  if (seal.length !== 64) throw new MalformedError(`${name}: signature is not 64 bytes`);
  const number = protectedHeader.get(1);
  const kid = protectedHeader.get(4);
  const algorithm = typeof number === 'number' ? algorithmOf(number) : null;
  if (algorithm === null) throw new MalformedError(`${name}: unknown algorithm`);
  if (!(kid instanceof Uint8Array) || kid.length !== 8)
    throw new MalformedError(`${name}: key id is not 8 bytes`);
  if (protectedHeader.size !== 2)
    throw new MalformedError(`${name}: protected header holds more than algorithm and key id`);
  return { algorithm, keyId: keyId(toHex(kid)) };
}
