import type { CarId, JournalId, Pseudonym, ReservationId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Schema, StatementStanding } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

export type StatementRow = Schema['statements'];

/** What all versions of a statement are about. */
export interface StatementPlace {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly fromSeq: number;
}

interface Position {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
}

const insert = define<StatementRow>()((db, p) =>
  db.insertInto('statements').values({
    reservation: p('reservation'),
    version: p('version'),
    car: p('car'),
    journal: p('journal'),
    fromSeq: p('fromSeq'),
    toSeq: p('toSeq'),
    totalCents: p('totalCents'),
    content: p('content'),
    createdAt: p('createdAt'),
    standing: p('standing'),
    customer: p('customer'),
    occurredAt: p('occurredAt'),
    receivedAt: p('receivedAt'),
    cause: p('cause'),
    invoice: p('invoice'),
  }),
);
const current = ['draft', 'issued'] as const;
const currentOf = define<{ reservation: ReservationId }>()((db, p) =>
  db
    .selectFrom('statements')
    .selectAll()
    .where('reservation', '=', p('reservation'))
    .where('standing', 'in', current)
    .orderBy('createdAt')
    .orderBy('version'),
);
const versionsOf = define<{ reservation: ReservationId }>()((db, p) =>
  db
    .selectFrom('statements')
    .selectAll()
    .where('reservation', '=', p('reservation'))
    .orderBy('createdAt')
    .orderBy('fromSeq')
    .orderBy('version'),
);
const list = define()((db) =>
  db
    .selectFrom('statements')
    .selectAll()
    .where('standing', 'in', current)
    .orderBy('createdAt')
    .orderBy('car')
    .orderBy('journal')
    .orderBy('fromSeq')
    .orderBy('version'),
);
const newest = define<StatementPlace>()((db, p) =>
  db
    .selectFrom('statements')
    .selectAll()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('fromSeq', '=', p('fromSeq'))
    .orderBy('version', 'desc')
    .limit(1),
);
const firstPlace = define<{ reservation: ReservationId }>()((db, p) =>
  db
    .selectFrom('statements')
    .select(['car', 'journal', 'fromSeq', 'toSeq'])
    .where('reservation', '=', p('reservation'))
    .where('version', '=', 1)
    .where('toSeq', '>', 0)
    .orderBy('createdAt')
    .orderBy('car')
    .orderBy('journal')
    .orderBy('fromSeq')
    .limit(1),
);
const ofCustomer = define<{ customer: Pseudonym; standing: StatementStanding }>()((db, p) =>
  db
    .selectFrom('statements')
    .selectAll()
    .where('customer', '=', p('customer'))
    .where('standing', '=', p('standing'))
    .orderBy('occurredAt')
    .orderBy('reservation')
    .orderBy('fromSeq'),
);
const startingBetween = define<{ from: EpochMilliseconds; to: EpochMilliseconds }>()((db, p) =>
  db
    .selectFrom('statements')
    .innerJoin('reservations', 'reservations.reservation', 'statements.reservation')
    .select('statements.reservation')
    .distinct()
    .where('reservations.startsAt', '>=', p('from'))
    .where('reservations.startsAt', '<', p('to'))
    .orderBy('statements.reservation'),
);
const setStanding = define<
  StatementPlace & { version: number; standing: StatementStanding; invoice: string | null }
>()((db, p) =>
  db
    .updateTable('statements')
    .set({ standing: p('standing'), invoice: p('invoice') })
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('fromSeq', '=', p('fromSeq'))
    .where('version', '=', p('version')),
);

const addUnbilled = define<Position>()((db, p) =>
  db
    .insertInto('unbilled')
    .values({ car: p('car'), journal: p('journal'), seq: p('seq') })
    .onConflict((conflict) => conflict.doNothing()),
);
const dropUnbilled = define<Position>()((db, p) =>
  db
    .deleteFrom('unbilled')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq')),
);
const unbilledFrom = define<Position>()((db, p) =>
  db
    .selectFrom('unbilled')
    .select('seq')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('seq'))
    .orderBy('seq'),
);
const unbilledJournals = define()((db) =>
  db.selectFrom('unbilled').select(['car', 'journal']).distinct().orderBy('car').orderBy('journal'),
);

/** Statements in all their versions, and the closed rentals that still need one. */
export const createStatements = (sql: Sql) => ({
  insert: (row: StatementRow) => sql.run(insert, { ...row }),
  /** The newest version of each statement of a reservation; usually one. */
  ofReservation: (reservation: ReservationId): StatementRow[] => sql.all(currentOf, { reservation }),
  versions: (reservation: ReservationId): StatementRow[] => sql.all(versionsOf, { reservation }),
  /** The newest version of each. */
  list: (): StatementRow[] => sql.all(list, {}),
  newest: ({ car, journal, fromSeq }: StatementPlace): StatementRow | undefined =>
    sql.first(newest, { car, journal, fromSeq }),
  /** Where a reservation was first billed that a car was opened for. */
  firstPlace: (reservation: ReservationId) => sql.first(firstPlace, { reservation }),
  ofCustomer: (customer: Pseudonym, standing: StatementStanding): StatementRow[] =>
    sql.all(ofCustomer, { customer, standing }),
  /** Billed reservations that start in [from, to). */
  startingBetween: (from: EpochMilliseconds, to: EpochMilliseconds): ReservationId[] =>
    sql.all(startingBetween, { from, to }).map(({ reservation }) => reservation),
  setStanding: (
    { car, journal, fromSeq, version }: StatementPlace & { readonly version: number },
    standing: StatementStanding,
    invoice: string | null,
  ) => sql.run(setStanding, { car, journal, fromSeq, version, standing, invoice }),
  addUnbilled: (car: CarId, journal: JournalId, seq: number) => sql.run(addUnbilled, { car, journal, seq }),
  dropUnbilled: (car: CarId, journal: JournalId, seq: number) => sql.run(dropUnbilled, { car, journal, seq }),
  /** Places of the closings, rising. */
  unbilledFrom: (car: CarId, journal: JournalId, seq: number): number[] =>
    sql.all(unbilledFrom, { car, journal, seq }).map((row) => row.seq),
  /** Where there are any. */
  unbilledJournals: () => sql.all(unbilledJournals, {}),
});
export type Statements = ReturnType<typeof createStatements>;
