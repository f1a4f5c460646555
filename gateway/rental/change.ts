import type { JournalId, ReservationId, Subject } from '../../protocol/ids.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Point } from './car-state.ts';

/** What a record changes besides the state of its car. */
export type Change =
  | RentalOpened
  | RentalClosed
  | RentalIncomplete
  | TripDriven
  | Unassigned
  | Rebased
  | GapSeen
  | { readonly kind: 'command-done'; readonly done: FactOf<'command-done'> }
  | { readonly kind: 'list-taken'; readonly taken: FactOf<'list-taken'> }
  | { readonly kind: 'settings-told'; readonly told: FactOf<'configuration-changed'> }
  | { readonly kind: 'set-aside'; readonly range: FactOf<'set-aside'> }
  | { readonly kind: 'alarm'; readonly alarm: FactOf<'alarm'> };

export interface RentalOpened {
  readonly kind: 'rental-opened';
  readonly at: Point;
  readonly reservation: ReservationId;
  readonly subject: Subject;
  readonly openedAt: EpochMilliseconds;
  readonly zones: FactOf<'rental-opened'>['zones'];
}

/** Every record from the opening to the closing has been applied. */
export interface RentalClosed {
  readonly kind: 'rental-closed';
  readonly opened: Point;
  readonly openedAt: EpochMilliseconds;
  readonly closed: Point;
  readonly fact: FactOf<'rental-closed'>;
  /** Odometer at the closing − odometer at the opening − its steps that were no driving. */
  readonly distanceMetres: number;
  readonly rebasedMetres: number;
  readonly tripMetres: number;
}

/** Records from the opening to the closing are missing, either end of it perhaps: its way is unassigned (D5). */
export interface RentalIncomplete {
  readonly kind: 'rental-incomplete';
  /** Null where the opening was not seen. */
  readonly opened: Point | null;
  /** Null where the closing was not seen. */
  readonly closed: { readonly at: Point; readonly fact: FactOf<'rental-closed'> } | null;
}

export interface TripDriven {
  readonly kind: 'trip';
  readonly at: Point;
  readonly fact: FactOf<'trip-ended'>;
  /** Where the rental was opened that it belongs to; null outside of rentals. */
  readonly rental: Point | null;
}

/** Why a way belongs to no rental. */
export type UnassignedCause =
  | 'between-rentals'
  | 'moved-unseen'
  | 'trip-outside-rental'
  | 'records-missing'
  | 'opening-missing'
  | 'closing-missing';

/** Kilometres that the odometer shows and that no rental can be given: shown, never guessed. */
export interface Unassigned {
  readonly kind: 'unassigned';
  readonly from: Point;
  readonly to: Point;
  readonly distanceMetres: number;
  readonly cause: UnassignedCause;
}

/** A step of the odometer that is no distance driven (D9); `unexplained` where the car recorded none. */
export interface Rebased {
  readonly kind: 'rebased';
  readonly at: Point;
  readonly beforeMetres: number;
  readonly afterMetres: number;
  /** After − before; 0 for the reading from which counting begins. */
  readonly stepMetres: number;
  readonly reason: FactOf<'odometer-rebased'>['reason'] | 'unexplained';
}

/** Records of the car that will not be applied. */
export interface GapSeen {
  readonly kind: 'gap';
  readonly journal: JournalId;
  readonly fromSeq: number;
  /** Below `fromSeq` where nothing is known to be missing, as at the end of a lost journal. */
  readonly toSeq: number;
  readonly cause: GapCause;
}

/** `journal-changed`: the car writes another journal, and how much is missing of the old one is not known (D5). */
export type GapCause = 'journal-changed' | 'rejected' | 'quarantined' | 'lost' | 'not-sent';
