import type { CarId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

const saveState = define<Schema['carStates']>()((db, p) =>
  db
    .insertInto('carStates')
    .values({ car: p('car'), state: p('state') })
    .onConflict((conflict) =>
      conflict.column('car').doUpdateSet((row) => ({ state: row.ref('excluded.state') })),
    ),
);
const state = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('carStates').select('state').where('car', '=', p('car')),
);
const insertRebase = define<Schema['rebases']>()((db, p) =>
  db.insertInto('rebases').values({
    car: p('car'),
    journal: p('journal'),
    seq: p('seq'),
    part: p('part'),
    beforeMetres: p('beforeMetres'),
    afterMetres: p('afterMetres'),
    stepMetres: p('stepMetres'),
    reason: p('reason'),
  }),
);
const insertUnassigned = define<Schema['unassigned']>()((db, p) =>
  db.insertInto('unassigned').values({
    car: p('car'),
    journal: p('journal'),
    seq: p('seq'),
    part: p('part'),
    fromJournal: p('fromJournal'),
    fromSeq: p('fromSeq'),
    fromOdometerMetres: p('fromOdometerMetres'),
    toOdometerMetres: p('toOdometerMetres'),
    distanceMetres: p('distanceMetres'),
    cause: p('cause'),
  }),
);
const insertGap = define<Schema['gaps']>()((db, p) =>
  db
    .insertInto('gaps')
    .values({
      car: p('car'),
      journal: p('journal'),
      fromSeq: p('fromSeq'),
      toSeq: p('toSeq'),
      cause: p('cause'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);
const listUnassigned = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('unassigned')
    .selectAll()
    .where('car', '=', p('car'))
    .orderBy('fromOdometerMetres')
    .orderBy('seq')
    .orderBy('part'),
);
const listGaps = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('gaps').selectAll().where('car', '=', p('car')).orderBy('journal').orderBy('fromSeq'),
);

const forgetState = define<{ car: CarId }>()((db, p) =>
  db.deleteFrom('carStates').where('car', '=', p('car')),
);
const forgetGaps = define<{ car: CarId }>()((db, p) => db.deleteFrom('gaps').where('car', '=', p('car')));
const forgetRebases = define<{ car: CarId }>()((db, p) =>
  db.deleteFrom('rebases').where('car', '=', p('car')),
);
const forgetUnassigned = define<{ car: CarId }>()((db, p) =>
  db.deleteFrom('unassigned').where('car', '=', p('car')),
);

const sumUnassigned = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('unassigned')
    .select(({ fn }) => fn.sum<number | null>('distanceMetres').as('metres'))
    .where('car', '=', p('car')),
);
const sumRebased = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('rebases')
    .select(({ fn }) => fn.sum<number | null>('stepMetres').as('metres'))
    .where('car', '=', p('car')),
);
const sumTrips = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('trips')
    .select(({ fn }) => fn.sum<number | null>('distanceMetres').as('metres'))
    .where('car', '=', p('car')),
);
const sumClosed = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('rentals')
    .select(({ fn }) => fn.sum<number | null>('distanceMetres').as('metres'))
    .where('car', '=', p('car'))
    .where('standing', '=', 'closed'),
);
const sumBilled = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('rentals')
    .select(({ fn }) => fn.sum<number | null>('distanceMetres').as('metres'))
    .where('car', '=', p('car'))
    .where('standing', '=', 'closed')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('statements')
          .select('statements.version')
          .whereRef('statements.car', '=', 'rentals.car')
          .whereRef('statements.journal', '=', 'rentals.journal')
          .whereRef('statements.fromSeq', '=', 'rentals.openedSeq'),
      ),
    ),
);

/** Where the metres of each car's odometer went. */
export const createOdometer = (sql: Sql) => ({
  /** The fold's state as text. */
  state: (car: CarId): string | undefined => sql.first(state, { car })?.state,
  saveState: (car: CarId, text: string) => sql.run(saveState, { car, state: text }),
  insertRebase: (row: Schema['rebases']) => sql.run(insertRebase, row),
  insertUnassigned: (row: Schema['unassigned']) => sql.run(insertUnassigned, row),
  insertGap: (row: Schema['gaps']) => sql.run(insertGap, row),
  /** All of a car, to be drawn from its records anew. */
  forget(car: CarId): void {
    for (const query of [forgetState, forgetGaps, forgetRebases, forgetUnassigned]) sql.run(query, { car });
  },
  unassigned: (car: CarId) => sql.all(listUnassigned, { car }),
  gaps: (car: CarId) => sql.all(listGaps, { car }),
  sums(car: CarId) {
    const billedMetres = sql.first(sumBilled, { car })?.metres ?? 0;
    return {
      billedMetres,
      unsealedMetres: (sql.first(sumClosed, { car })?.metres ?? 0) - billedMetres,
      unassignedMetres: sql.first(sumUnassigned, { car })?.metres ?? 0,
      rebasedMetres: sql.first(sumRebased, { car })?.metres ?? 0,
      tripMetres: sql.first(sumTrips, { car })?.metres ?? 0,
    };
  },
});
export type Odometer = ReturnType<typeof createOdometer>;
