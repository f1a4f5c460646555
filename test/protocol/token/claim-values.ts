import fc from 'fast-check';
import { issuerId } from '../../../protocol/ids.ts';
import { type Action, actions } from '../../../protocol/messages/words.ts';
import type { Claims } from '../../../protocol/token/claims.ts';
import type { PublicKey } from '../../../protocol/token/cose-key.ts';
import {
  bytesOf,
  cars,
  counts,
  reservations,
  seconds,
  seqs,
  subjects,
  tokenIds,
} from '../messages/field-values.ts';

export const issuers = fc.stringMatching(/^[a-z0-9-]{1,8}$/).map(issuerId);

export const publicKeys: fc.Arbitrary<PublicKey> = fc.oneof(
  fc.record({ kind: fc.constant('Ed25519' as const), x: bytesOf(32) }),
  fc.record({ kind: fc.constant('P-256' as const), x: bytesOf(32), y: bytesOf(32) }),
);

const isAction = (word: string): word is Action => Object.hasOwn(actions, word);
const allActions = Object.keys(actions).filter(isAction);

/** Arbitrary claims in wire order (clause 7.3). */
export const claimValues: fc.Arbitrary<Claims> = fc.record({
  issuer: issuers,
  subject: subjects,
  audience: cars,
  expiresAt: seconds,
  notBefore: seconds,
  issuedAt: seconds,
  tokenId: tokenIds,
  confirmation: publicKeys,
  scope: fc.subarray(allActions, { minLength: 1 }),
  rights: fc.record(
    { reservation: reservations, latestReturnAt: seconds, denyListNumber: counts, uses: seqs },
    { requiredKeys: ['reservation', 'latestReturnAt'] },
  ),
});
