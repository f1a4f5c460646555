import type { CarId } from '../../protocol/ids.ts';
import type { CarTopic } from '../../protocol/topics.ts';
import type { EpochMilliseconds, Milliseconds } from '../../protocol/units.ts';

/** What a car writes. */
export type UplinkTopic = Extract<CarTopic, 'records' | 'samples' | 'losses' | 'status'>;

/** A message of a car as it arrived. */
export interface ArrivedMessage {
  readonly car: CarId;
  readonly topic: UplinkTopic;
  readonly payload: Uint8Array;
  readonly receivedAt: EpochMilliseconds;
}

/**
 * What became of a message: `stored`, in part at least; `dropped`, since all of it was there; `rejected`, since none of it
 * could be read or it contradicts what is there. All three are kept or known, so all are acknowledged (D4). `failed`: nothing
 * of it is stored, and it must not be acknowledged. `beyond`: nothing of it is stored, since its car has no room left (D13); it is
 * acknowledged and gets no receipt, so that the car keeps it.
 */
export type Outcome = 'stored' | 'dropped' | 'rejected' | 'beyond' | 'failed';

/** A message for a car, ready to be published. */
export interface Outgoing {
  readonly car: CarId;
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** What is to be done after a COMMIT, off the way of the PUBACKs. */
export interface AfterCommit {
  /** At most one for each car and journal. */
  readonly receipts: readonly Outgoing[];
  /** When `settle` has something to do: at once where 0, with receipts that wait to be gathered; null for nothing. */
  readonly settleIn: Milliseconds | null;
}

/** What a group of messages came to, after its COMMIT. */
export interface IngestResult extends AfterCommit {
  /** One for each message, in order. */
  readonly outcomes: readonly Outcome[];
}
