import type { CarId, CustomerId, DriverId, ReservationId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** A reservation as it was made and as it holds now. */
export interface ReservationRow {
  readonly reservation: ReservationId;
  readonly car: CarId;
  readonly customer: CustomerId;
  readonly driver: DriverId;
  readonly startsAt: EpochMilliseconds;
  readonly firstEndsAt: EpochMilliseconds;
  readonly endsAt: EpochMilliseconds;
  readonly createdAt: EpochMilliseconds;
  readonly cancelledAt: EpochMilliseconds | null;
}

/** A change of a reservation's end (T8), in the order asked. */
export interface ReservationChange {
  readonly at: EpochMilliseconds;
  readonly endsAt: EpochMilliseconds;
  readonly hinders: boolean;
}

interface Key {
  readonly reservation: ReservationId;
}

const find = define<Key>()((db, p) =>
  db.selectFrom('reservations').selectAll().where('reservation', '=', p('reservation')),
);
const list = define()((db) =>
  db.selectFrom('reservations').selectAll().orderBy('startsAt').orderBy('reservation'),
);
const insert = define<ReservationRow>()((db, p) =>
  db.insertInto('reservations').values({
    reservation: p('reservation'),
    car: p('car'),
    customer: p('customer'),
    driver: p('driver'),
    startsAt: p('startsAt'),
    firstEndsAt: p('firstEndsAt'),
    endsAt: p('endsAt'),
    createdAt: p('createdAt'),
    cancelledAt: p('cancelledAt'),
  }),
);
/** Those of the car that hold it between two moments: whose rental ended before the first of them does no longer. */
const overlapping = define<{ car: CarId; from: EpochMilliseconds; to: EpochMilliseconds }>()((db, p) =>
  db
    .selectFrom('reservations')
    .select('reservation')
    .where('car', '=', p('car'))
    .where('cancelledAt', 'is', null)
    .where('startsAt', '<', p('to'))
    .where('endsAt', '>', p('from'))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('rentals')
            .select('openedSeq')
            .whereRef('rentals.reservation', '=', 'reservations.reservation')
            .where('returnedAt', '<=', p('from')),
        ),
      ),
    )
    .orderBy('startsAt'),
);
interface DriverTimes {
  readonly driver: DriverId;
  readonly startsBefore: EpochMilliseconds;
  readonly endsAfter: EpochMilliseconds;
  readonly limit: number;
}
const awaitedFrom = define<DriverTimes>()((db, p) =>
  db
    .selectFrom('reservations')
    .selectAll()
    .where('driver', '=', p('driver'))
    .where('cancelledAt', 'is', null)
    .where('startsAt', '<', p('startsBefore'))
    .where('endsAt', '>', p('endsAfter'))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('statements')
            .select('version')
            .whereRef('statements.reservation', '=', 'reservations.reservation'),
        ),
      ),
    )
    .orderBy('startsAt')
    .orderBy('reservation')
    .limit(p('limit')),
);
const unusedBefore = define<{ car: CarId; from: EpochMilliseconds; to: EpochMilliseconds }>()((db, p) =>
  db
    .selectFrom('reservations')
    .selectAll()
    .where('car', '=', p('car'))
    .where('startsAt', '>=', p('from'))
    .where('endsAt', '<=', p('to'))
    .where('cancelledAt', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('statements')
            .select('version')
            .whereRef('statements.reservation', '=', 'reservations.reservation'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('rentals')
            .select('openedSeq')
            .whereRef('rentals.reservation', '=', 'reservations.reservation'),
        ),
      ),
    )
    .orderBy('startsAt'),
);
const ofCustomer = define<{ customer: CustomerId }>()((db, p) =>
  db
    .selectFrom('reservations')
    .selectAll()
    .where('customer', '=', p('customer'))
    .orderBy('startsAt')
    .orderBy('reservation'),
);
const changesOf = define<Key>()((db, p) =>
  db
    .selectFrom('reservationChanges')
    .select(['at', 'endsAt', 'hinders'])
    .where('reservation', '=', p('reservation'))
    .orderBy('number'),
);
const insertChange = define<{
  reservation: ReservationId;
  number: number;
  at: EpochMilliseconds;
  endsAt: EpochMilliseconds;
  hinders: 0 | 1;
}>()((db, p) =>
  db.insertInto('reservationChanges').values({
    reservation: p('reservation'),
    number: p('number'),
    at: p('at'),
    endsAt: p('endsAt'),
    hinders: p('hinders'),
  }),
);
const setEnd = define<{ reservation: ReservationId; endsAt: EpochMilliseconds }>()((db, p) =>
  db
    .updateTable('reservations')
    .set({ endsAt: p('endsAt') })
    .where('reservation', '=', p('reservation')),
);
const cancel = define<{ reservation: ReservationId; at: EpochMilliseconds }>()((db, p) =>
  db
    .updateTable('reservations')
    .set({ cancelledAt: p('at') })
    .where('reservation', '=', p('reservation')),
);

/** Reservations with the history of their ends. */
export const createReservations = (sql: Sql) => {
  const changes = (reservation: ReservationId): ReservationChange[] =>
    sql
      .all(changesOf, { reservation })
      .map(({ at, endsAt, hinders }) => ({ at, endsAt, hinders: hinders === 1 }));
  return {
    find: (reservation: ReservationId): ReservationRow | undefined => sql.first(find, { reservation }),
    list: (): ReservationRow[] => sql.all(list, {}),
    insert: (row: ReservationRow) => sql.run(insert, { ...row }),
    /** Those of a car that are not cancelled and hold at any time in [from, to). */
    overlapping: (car: CarId, from: EpochMilliseconds, to: EpochMilliseconds): ReservationId[] =>
      sql.all(overlapping, { car, from, to }).map(({ reservation }) => reservation),
    /** Those of a driver that are neither cancelled nor over with the car's return, by their start. */
    awaitedFrom: (times: DriverTimes): ReservationRow[] => sql.all(awaitedFrom, { ...times }),
    /** Those of a car, neither cancelled nor opened nor billed, that start and end in [from, to]. */
    unusedBetween: (car: CarId, from: EpochMilliseconds, to: EpochMilliseconds): ReservationRow[] =>
      sql.all(unusedBefore, { car, from, to }),
    ofCustomer: (customer: CustomerId): ReservationRow[] => sql.all(ofCustomer, { customer }),
    changes,
    change(reservation: ReservationId, { at, endsAt, hinders }: ReservationChange): void {
      const number = changes(reservation).length + 1;
      sql.run(insertChange, { reservation, number, at, endsAt, hinders: hinders ? 1 : 0 });
      sql.run(setEnd, { reservation, endsAt });
    },
    setEnd: (reservation: ReservationId, endsAt: EpochMilliseconds) =>
      sql.run(setEnd, { reservation, endsAt }),
    cancel: (reservation: ReservationId, at: EpochMilliseconds) => sql.run(cancel, { reservation, at }),
  };
};
export type Reservations = ReturnType<typeof createReservations>;
