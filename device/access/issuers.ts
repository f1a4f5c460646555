import type { IssuerId, KeyId } from '../../protocol/ids.ts';
import type { Action } from '../../protocol/messages/words.ts';
import type { PinnedAlgorithm } from '../../protocol/token/algorithm.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';

/** A key that may sign tokens for this car, and what it may grant (D7). */
export interface Issuer {
  readonly issuer: IssuerId;
  readonly keyId: KeyId;
  /** Pinned: no other algorithm is taken under this key id. */
  readonly algorithm: PinnedAlgorithm;
  readonly key: PublicKey;
  readonly scopes: readonly Action[];
  /** Longest time between a token's `nbf` and `exp`. */
  readonly longestLifeSeconds: number;
  /** The cars that it may grant, by name or beginning (`car-0*`); all where absent. */
  readonly cars?: readonly string[] | undefined;
  /** Whether it may sign deny-lists. */
  readonly denies: boolean;
}
