import type { JournalId } from '../../protocol/ids.ts';
import { mostReceiptTrips } from '../../protocol/link/rental-receipt.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { ClockQuality } from '../../protocol/messages/words.ts';
import type { EpochMilliseconds, Metres } from '../../protocol/units.ts';
import type { OpenRental } from '../rental/rental.ts';

/** What a receipt says of a rental besides its state (clause 12.6). */
export interface RentalCourse {
  readonly journal: JournalId;
  readonly openedSeq: number;
  readonly openedFuelPermille: number | null;
  /** The last ones. */
  readonly trips: readonly TripDriven[];
}

export interface TripDriven {
  readonly startedAt: EpochMilliseconds;
  readonly endedAt: EpochMilliseconds;
  readonly distanceMetres: Metres;
}

/** The rental that ended last, for its driver to ask about. */
export interface ReturnedRental {
  readonly rental: OpenRental;
  readonly course: RentalCourse;
  readonly closedSeq: number;
  /** link(closedSeq), in hexadecimal. */
  readonly link: string;
  readonly returnedAt: EpochMilliseconds;
  readonly returnedAtQuality: ClockQuality;
  readonly odometerMetres: Metres;
  readonly fuelPermille: number | null;
  /** At the closing: the operator's policy may let a rental end without them. */
  readonly keyInHolder: boolean;
  readonly fuelCardInHolder: boolean;
}

/** One more trip of a rental. */
export const withTrip = (
  course: RentalCourse,
  { startedAt, endedAt, distanceMetres }: FactOf<'trip-ended'>,
): RentalCourse => ({
  ...course,
  trips: [...course.trips, { startedAt, endedAt, distanceMetres }].slice(-mostReceiptTrips),
});
