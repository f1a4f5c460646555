import { euros, kilometres, localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { Rental, StatementVersion } from '../ports.ts';
import type { UnknownStretch } from '../unknown-stretches.ts';

/** A rental with what its statement says; `totalCents` is null without one, and where it has no price. */
export interface ListedRental extends Rental {
  readonly billed: boolean;
  readonly totalCents: number | null;
}

/** Rentals with their statements, which rest on the same records. */
export function listed(rentals: readonly Rental[], statements: readonly StatementVersion[]): ListedRental[] {
  const newest = new Map(
    statements.map((each) => [placeOf(each.car, each.records.journal, each.records.fromSeq), each]),
  );
  return rentals.map((rental) => {
    const statement = newest.get(placeOf(rental.car, rental.journal, rental.openedSeq));
    const totalCents = statement?.price.ok ? statement.price.totalCents : null;
    return { ...rental, billed: statement !== undefined, totalCents };
  });
}

const placeOf = (car: string, journal: string, seq: number): string => `${car}/${journal}/${seq}`;

const titles = ['reservation', 'car', 'opened', 'returned', 'km', 'EUR', ''];

/** One line for each. */
export const rentalTable = (rentals: readonly ListedRental[]): string =>
  columns(
    [
      titles,
      ...rentals.map((rental) => [
        rental.reservation,
        rental.car,
        localTime(rental.openedAt),
        rental.returnedAt === null ? '' : localTime(rental.returnedAt),
        rental.distanceMetres === null ? '' : kilometres(rental.distanceMetres),
        rental.totalCents === null ? '' : euros(rental.totalCents),
        standingOf(rental),
      ]),
    ],
    [4, 5],
  );

/** A rental without statement. */
export const rentalText = (rental: ListedRental): string =>
  [
    `Rental ${rental.reservation}: ${rental.car}, ${standingOf(rental)}`,
    `  opened   ${localTime(rental.openedAt)}  odometer ${kilometres(rental.openedOdometerMetres)} km`,
    ...(rental.returnedAt === null ? [] : [`  returned ${localTime(rental.returnedAt)}`]),
  ].join('\n');

/** Kilometres that the distance of a rental may lack: shown, never guessed (promise 3). */
export const unknownStretchesText = (stretches: readonly UnknownStretch[]): string =>
  [
    'The car moved, and nothing told how far; the distance above has nothing of it:',
    ...stretches.map(
      ({ startedAt, endedAt, source, seq }) =>
        `  ${localTime(startedAt)}  to ${localTime(endedAt)}  ${source} was silent (record ${seq})`,
    ),
  ].join('\n');

function standingOf({ standing, billed, totalCents }: ListedRental): string {
  switch (standing) {
    case 'open':
      return 'under way';
    case 'incomplete':
      return 'records are missing: kilometres unassigned';
    case 'closed':
      if (!billed) return 'no statement yet: the car has not signed all of it';
      return totalCents === null ? 'no price: see the rental' : 'billed';
    default:
      return standing satisfies never;
  }
}
