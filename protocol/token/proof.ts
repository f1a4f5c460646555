import { encode } from '../codec/cbor.ts';
import type { CarId } from '../ids.ts';
import { type Action, actions } from '../messages/words.ts';
import { signatureAlgorithms } from './algorithm.ts';
import { algorithmFor, type PublicKey } from './cose-key.ts';

/** What a phone proves: that it holds the key of the token's `cnf`, here and now, for one action (clause 7.7). */
export interface ProofSubject {
  readonly car: CarId;
  /** The nonce that the car gave last, 16 bytes. */
  readonly nonce: Uint8Array;
  readonly action: Action;
  /** SHA-256 of the token's bytes. */
  readonly tokenDigest: Uint8Array;
}

const domain = new TextEncoder().encode('ritmeter/1/proof');

/** The bytes that the phone signs: a Sig_structure whose payload is [car, nonce, action, token digest]. */
export function proofBytes(key: PublicKey, subject: ProofSubject): Uint8Array {
  const protectedBytes = encode(new Map([[1, signatureAlgorithms[algorithmFor(key)]]]));
  const payload = encode([subject.car, subject.nonce, actions[subject.action], subject.tokenDigest]);
  return encode(['Signature1', protectedBytes, domain, payload]);
}
