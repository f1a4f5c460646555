import type { CarId, JournalId, ReservationId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

type StatementRow = Schema['statements'];
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
  }),
);
const ofReservation = define<{ reservation: ReservationId }>()((db, p) =>
  db
    .selectFrom('statements')
    .select(['version', 'content'])
    .where('reservation', '=', p('reservation'))
    .orderBy('createdAt')
    .orderBy('version'),
);
const list = define()((db) =>
  db
    .selectFrom('statements')
    .select(['version', 'content'])
    .orderBy('createdAt')
    .orderBy('car')
    .orderBy('journal')
    .orderBy('fromSeq')
    .orderBy('version'),
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
const unbilled = define<{ car: CarId; journal: JournalId }>()((db, p) =>
  db
    .selectFrom('unbilled')
    .select('seq')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .orderBy('seq'),
);

/** Statements, and the closed rentals that still need one. */
export const createStatements = (sql: Sql) => ({
  insert: (row: StatementRow) => sql.run(insert, row),
  ofReservation: (reservation: ReservationId) => sql.all(ofReservation, { reservation }),
  list: () => sql.all(list, {}),
  addUnbilled: (car: CarId, journal: JournalId, seq: number) => sql.run(addUnbilled, { car, journal, seq }),
  dropUnbilled: (car: CarId, journal: JournalId, seq: number) => sql.run(dropUnbilled, { car, journal, seq }),
  /** Places of the closings, rising. */
  unbilled: (car: CarId, journal: JournalId): number[] =>
    sql.all(unbilled, { car, journal }).map(({ seq }) => seq),
});
export type Statements = ReturnType<typeof createStatements>;
