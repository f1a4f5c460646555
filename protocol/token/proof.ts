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
  /** The binding of the dialogue in which it is said (clause 6.5), 32 bytes. */
  readonly binding: Uint8Array;
}

const domain = new TextEncoder().encode('ritmeter/1/proof');

/** The bytes that the phone signs: a Sig_structure whose payload is [car, nonce, action, token digest, binding]. */
export function proofBytes(key: PublicKey, subject: ProofSubject): Uint8Array {
  const protectedBytes = encode(new Map([[1, signatureAlgorithms[algorithmFor(key)]]]));
  const { car, nonce, action, tokenDigest, binding } = subject;
  const payload = encode([car, nonce, actions[action], tokenDigest, binding]);
  return encode(['Signature1', protectedBytes, domain, payload]);
}
