import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { IsSignedWord } from './signed-words.ts';

/** What is known of a record beside its bytes. */
export interface Arrival {
  readonly receivedAt: EpochMilliseconds;
  /** Null for what is stored already, and only changes its place. */
  readonly isSigned: IsSignedWord | null;
}
