import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** How far a journal of a car has come. */
export type JournalRow = Schema['journals'];

const find = define<{ car: CarId; journal: JournalId }>()((db, p) =>
  db.selectFrom('journals').selectAll().where('car', '=', p('car')).where('journal', '=', p('journal')),
);
const ofCar = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('journals').selectAll().where('car', '=', p('car')).orderBy('position'),
);
const latest = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('journals').selectAll().where('car', '=', p('car')).orderBy('position', 'desc').limit(1),
);
const amount = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('journals')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number | null>(eb('through', '=', 0).and('superseded', '=', 0)).as('notBegun'),
    ])
    .where('car', '=', p('car')),
);
const save = define<JournalRow>()((db, p) =>
  db
    .insertInto('journals')
    .values({
      car: p('car'),
      journal: p('journal'),
      position: p('position'),
      through: p('through'),
      link: p('link'),
      highest: p('highest'),
      superseded: p('superseded'),
      signed: p('signed'),
    })
    .onConflict((conflict) =>
      conflict.columns(['car', 'journal']).doUpdateSet((row) => ({
        through: row.ref('excluded.through'),
        link: row.ref('excluded.link'),
        highest: row.ref('excluded.highest'),
        superseded: row.ref('excluded.superseded'),
        signed: row.ref('excluded.signed'),
      })),
    ),
);

/** The journals, by car. */
export const createJournals = (sql: Sql) => ({
  find: (car: CarId, journal: JournalId): JournalRow | undefined => sql.first(find, { car, journal }),
  /** In the order in which they were first seen. */
  ofCar: (car: CarId): JournalRow[] => sql.all(ofCar, { car }),
  /** That was first seen last. */
  latest: (car: CarId): JournalRow | undefined => sql.first(latest, { car }),
  /** How many there are, and of how many nothing was taken in its turn yet. */
  amount(car: CarId): { readonly count: number; readonly notBegun: number } {
    const { count = 0, notBegun } = sql.first(amount, { car }) ?? {};
    return { count, notBegun: notBegun ?? 0 };
  },
  save: (row: JournalRow) => sql.run(save, { ...row }),
});
export type Journals = ReturnType<typeof createJournals>;
