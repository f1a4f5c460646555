import type { Kysely } from 'kysely';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { RentalStanding, Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

type RentalRow = Schema['rentals'];
type TripRow = Schema['trips'];

/** What a closing adds to a rental. */
export interface RentalEnd {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly openedSeq: number;
  readonly closedSeq: number | null;
  readonly returnedAt: RentalRow['returnedAt'];
  readonly closedOdometerMetres: number | null;
  readonly rebasedMetres: number;
  readonly distanceMetres: number | null;
  readonly tripMetres: number;
  readonly cause: string | null;
  readonly clockQuality: string | null;
  readonly standing: RentalStanding;
  readonly closedZones: string | null;
  readonly notes: string | null;
}

const insert = define<RentalRow>()((db, p) =>
  db.insertInto('rentals').values({
    car: p('car'),
    journal: p('journal'),
    openedSeq: p('openedSeq'),
    closedSeq: p('closedSeq'),
    reservation: p('reservation'),
    subject: p('subject'),
    openedAt: p('openedAt'),
    openedOdometerMetres: p('openedOdometerMetres'),
    returnedAt: p('returnedAt'),
    closedOdometerMetres: p('closedOdometerMetres'),
    rebasedMetres: p('rebasedMetres'),
    distanceMetres: p('distanceMetres'),
    tripMetres: p('tripMetres'),
    cause: p('cause'),
    clockQuality: p('clockQuality'),
    standing: p('standing'),
    openedZones: p('openedZones'),
    closedZones: p('closedZones'),
    notes: p('notes'),
  }),
);
const end = define<RentalEnd>()((db, p) =>
  db
    .updateTable('rentals')
    .set({
      closedSeq: p('closedSeq'),
      returnedAt: p('returnedAt'),
      closedOdometerMetres: p('closedOdometerMetres'),
      rebasedMetres: p('rebasedMetres'),
      distanceMetres: p('distanceMetres'),
      tripMetres: p('tripMetres'),
      cause: p('cause'),
      clockQuality: p('clockQuality'),
      standing: p('standing'),
      closedZones: p('closedZones'),
      notes: p('notes'),
    })
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('openedSeq', '=', p('openedSeq')),
);
const inOrder = (db: Kysely<Schema>) =>
  db
    .selectFrom('rentals')
    .leftJoin('journals', (join) =>
      join.onRef('journals.car', '=', 'rentals.car').onRef('journals.journal', '=', 'rentals.journal'),
    )
    .selectAll('rentals')
    .orderBy('rentals.car')
    .orderBy('journals.position')
    .orderBy('openedSeq');
const list = define()(inOrder);
const ofReservation = define<{ reservation: RentalRow['reservation'] }>()((db, p) =>
  db.selectFrom('rentals').select('openedSeq').where('reservation', '=', p('reservation')).limit(1),
);
const allOfReservation = define<{ reservation: RentalRow['reservation'] }>()((db, p) =>
  inOrder(db).where('reservation', '=', p('reservation')),
);
const tripMetresOf = define<{ reservation: RentalRow['reservation'] }>()((db, p) =>
  db
    .selectFrom('trips')
    .innerJoin('rentals', (join) =>
      join
        .onRef('rentals.car', '=', 'trips.car')
        .onRef('rentals.journal', '=', 'trips.journal')
        .onRef('rentals.openedSeq', '=', 'trips.rentalSeq'),
    )
    .select(({ fn }) => fn.sum<number | null>('trips.distanceMetres').as('metres'))
    .where('rentals.reservation', '=', p('reservation')),
);
const insertTrip = define<TripRow>()((db, p) =>
  db.insertInto('trips').values({
    car: p('car'),
    journal: p('journal'),
    seq: p('seq'),
    rentalSeq: p('rentalSeq'),
    startedAt: p('startedAt'),
    endedAt: p('endedAt'),
    startOdometerMetres: p('startOdometerMetres'),
    endOdometerMetres: p('endOdometerMetres'),
    distanceMetres: p('distanceMetres'),
    cause: p('cause'),
  }),
);
const forgetRentals = define<{ car: CarId }>()((db, p) =>
  db.deleteFrom('rentals').where('car', '=', p('car')),
);
const forgetTrips = define<{ car: CarId }>()((db, p) => db.deleteFrom('trips').where('car', '=', p('car')));

/** Rentals and trips, as drawn from the records. */
export const createRentals = (sql: Sql) => ({
  insert: (row: RentalRow) => sql.run(insert, row),
  end: (row: RentalEnd) => sql.run(end, row),
  list: (): RentalRow[] => sql.all(list, {}),
  /** In order; more than one where its car has written it down in two journals. */
  of: (reservation: RentalRow['reservation']): RentalRow[] => sql.all(allOfReservation, { reservation }),
  /** Whether a car has been opened for a reservation. */
  isTaken: (reservation: RentalRow['reservation']): boolean =>
    sql.first(ofReservation, { reservation }) !== undefined,
  /** Metres of the trips that are known of a rental. */
  tripMetresOf: (reservation: RentalRow['reservation']): number =>
    sql.first(tripMetresOf, { reservation })?.metres ?? 0,
  /** All of a car, to be drawn from its records anew. */
  forget(car: CarId): void {
    sql.run(forgetRentals, { car });
    sql.run(forgetTrips, { car });
  },
  insertTrip: (row: TripRow) => sql.run(insertTrip, row),
});
export type Rentals = ReturnType<typeof createRentals>;
