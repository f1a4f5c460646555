import type { ReservationId, Subject, TokenId } from '../../protocol/ids.ts';
import type { ChecklistNote } from '../../protocol/messages/checklist-note.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { Action, ClockQuality, Verdict } from '../../protocol/messages/words.ts';
import type { Zones } from '../../protocol/messages/zones.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import {
  type EpochMilliseconds,
  type Metres,
  type Milliseconds,
  toEpochMilliseconds,
} from '../../protocol/units.ts';
import type { CabinInputs } from '../ports.ts';
import { isParkedForReturn } from './checklist.ts';

/** Left so long after the reserved end, parked and complete, a rental is closed for its driver (D15). */
export const abandonedAfterMilliseconds = 15 * 60_000;

/** The one rental of a car (D15). */
export type Rental =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'open';
      readonly reservation: ReservationId;
      readonly subject: Subject;
      readonly tokenId: TokenId;
      readonly openedAt: EpochMilliseconds;
      /** As it was known then; the car may have been moved since it was last read. */
      readonly openedOdometerMetres: Metres;
      readonly latestReturnAt: EpochMilliseconds;
    };

export type OpenRental = Extract<Rental, { kind: 'open' }>;

/** The moment at which the doors were last locked; it is the return where that lock completes the checklist. */
export interface LockMoment {
  readonly at: EpochMilliseconds;
  readonly quality: ClockQuality;
}

/** What an action that token and proof allow would mean for the rental. */
export type RentalDecision =
  | { readonly verdict: 'granted'; readonly opens: boolean; readonly supersedes: OpenRental | null }
  | { readonly verdict: Exclude<Verdict, 'granted'> };

interface RentalSituation {
  readonly rental: Rental;
  readonly inputs: CabinInputs;
  /** Something of the checklist stands against the end. */
  readonly isIncomplete: boolean;
  /** The car knows the PIN of its fuel card. */
  readonly hasPin: boolean;
  readonly hasEnded: (reservation: ReservationId) => boolean;
}

/** Whether the rental, as it stands, lets a phone with these claims do this (D15). */
export function decideRental(action: Action, claims: Claims, situation: RentalSituation): RentalDecision {
  const { rental, inputs, hasEnded } = situation;
  const { reservation } = claims.rights;
  if (rental.kind === 'open' && rental.reservation === reservation) return decideOwn(action, situation);
  if (hasEnded(reservation)) return { verdict: 'rental-ended' };
  if (action === 'status') return { verdict: 'granted', ...untouched };
  if (action !== 'unlock') return { verdict: 'no-rental' };
  if (rental.kind === 'none') return { verdict: 'granted', opens: true, supersedes: null };
  return isParkedForReturn(inputs)
    ? { verdict: 'granted', opens: true, supersedes: rental }
    : { verdict: 'car-in-use' };
}

const untouched = { opens: false, supersedes: null } as const;

function decideOwn(action: Action, { inputs, isIncomplete, hasPin }: RentalSituation): RentalDecision {
  if (action === 'end' && isIncomplete) return { verdict: 'checklist-incomplete' };
  if (action === 'lock' && inputs.ignitionOn) return { verdict: 'in-motion' };
  if (action === 'fuel-card' && inputs.ignitionOn) return { verdict: 'in-motion' };
  if (action === 'fuel-card' && !hasPin) return { verdict: 'not-in-scope' };
  if (action === 'service') return { verdict: 'not-in-scope' };
  return { verdict: 'granted', ...untouched };
}

/** What the car knows of itself as a rental begins or ends; left out where it does not. */
export interface RentalCircumstances {
  readonly fuelPermille: number | null;
  readonly zones: Zones | undefined;
  readonly notes?: readonly ChecklistNote[];
}

export const openedBy = (claims: Claims, around: RentalCircumstances): FactOf<'rental-opened'> => ({
  kind: 'rental-opened',
  reservation: claims.rights.reservation,
  subject: claims.subject,
  tokenId: claims.tokenId,
  latestReturnAt: toEpochMilliseconds(claims.rights.latestReturnAt),
  ...known(around),
});

export const closedAt = (
  rental: OpenRental,
  lock: LockMoment,
  cause: FactOf<'rental-closed'>['cause'],
  { notes = [], ...around }: RentalCircumstances,
): FactOf<'rental-closed'> => ({
  kind: 'rental-closed',
  reservation: rental.reservation,
  subject: rental.subject,
  cause,
  returnedAt: lock.at,
  returnedAtQuality: lock.quality,
  ...known(around),
  ...(notes.length === 0 ? {} : { notes: [...notes] }),
});

const known = ({ fuelPermille, zones }: RentalCircumstances) => ({
  ...(fuelPermille === null ? {} : { fuelPermille }),
  ...(zones === undefined ? {} : { zones }),
});

/** Whether an open rental is to be closed for its driver: parked and complete for 15 minutes after the reserved end. */
export function isAbandoned(
  rental: OpenRental,
  inputs: CabinInputs,
  parkedFor: Milliseconds,
  now: EpochMilliseconds,
): boolean {
  const isOverdue = now - rental.latestReturnAt >= abandonedAfterMilliseconds;
  return isParkedForReturn(inputs) && isOverdue && parkedFor >= abandonedAfterMilliseconds;
}
