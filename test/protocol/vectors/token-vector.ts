import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import type { CborMap, CborValue } from '../../../protocol/codec/value.ts';
import type { Action, Verdict } from '../../../protocol/messages/words.ts';
import { type Claims, claimsCodec } from '../../../protocol/token/claims.ts';
import { encodeEnvelope } from '../../../protocol/token/envelope.ts';
import { type ProofSubject, proofBytes } from '../../../protocol/token/proof.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { type SigningKey, sha256 } from '../../support/signing-keys.ts';
import { car, firstNonce, issuerKey, phoneKey } from '../../support/specification-keys.ts';
import { binding } from '../../support/specification-link.ts';
import { claims } from './parties.ts';
import type { TokenVector } from './vector-format.ts';

/** What a vector says besides what a good request would. */
export interface Wanted {
  readonly clause: string;
  readonly verdict: Verdict;
  readonly action?: Action;
  /** Who proves. */
  readonly phone?: SigningKey;
  readonly proof?: Uint8Array;
  /** What the proof is made over instead. */
  readonly over?: Partial<ProofSubject>;
  /** What is otherwise at the car. */
  readonly car?: TokenVector['car'];
}

/** A request with this token, proved as it should be unless wanted otherwise. */
export function asked(name: string, token: Uint8Array, wanted: Wanted): TokenVector {
  const { clause, verdict, action = 'unlock', phone = phoneKey, over, car: state } = wanted;
  const subject = { car, nonce: firstNonce, action, tokenDigest: sha256(token), binding, ...over };
  const proof = wanted.proof ?? phone.sign(proofBytes(phone.publicKey, subject));
  return {
    name,
    clause,
    action,
    token: toHex(token),
    proof: toHex(proof),
    ...(state === undefined ? {} : { car: state }),
    verdict,
  };
}

export const tokenOf = (changes: Partial<Claims> = {}, signer: SigningKey = issuerKey): Uint8Array =>
  encodeToken({ ...claims, ...changes }, signer);

export const claimsMap = (): Map<CborValue, CborValue> => new Map(claimsCodec.write(claims));

export const header: CborMap = new Map<CborValue, CborValue>([
  [1, -19],
  [4, Uint8Array.from(Buffer.from(issuerKey.keyId, 'hex'))],
]);

/** A token with this payload, rightly signed. */
export const signedPayload = (payload: Uint8Array, protectedHeader: CborMap = header): Uint8Array =>
  encodeEnvelope('sign1', protectedHeader, payload, new Uint8Array(), issuerKey.sign);

/** A rightly signed token in which one claim is another item. */
export const withClaim = (key: CborValue, item: CborValue): Uint8Array =>
  signedPayload(encode(claimsMap().set(key, item)));
