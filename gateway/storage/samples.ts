import type { CarId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** A sample with its place. */
export type SampleRow = Schema['samples'];

const insert = define<SampleRow>()((db, p) =>
  db
    .insertInto('samples')
    .values({
      car: p('car'),
      journal: p('journal'),
      seq: p('seq'),
      wallTime: p('wallTime'),
      clockQuality: p('clockQuality'),
      odometerMetres: p('odometerMetres'),
      odometerSource: p('odometerSource'),
      fuelPermille: p('fuelPermille'),
      batteryMillivolts: p('batteryMillivolts'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

const latest = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('samples').selectAll().where('car', '=', p('car')).orderBy('wallTime', 'desc').limit(1),
);

const amount = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('samples')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('car', '=', p('car')),
);

/** Samples (clause 4.4). */
export const createSamples = (sql: Sql) => ({
  /** False where a sample of this car, journal and seq is there. */
  insert: (row: SampleRow): boolean => sql.run(insert, row) > 0,
  /** How many of a car there are. */
  amount: (car: CarId): number => sql.first(amount, { car })?.count ?? 0,
  /** By the car's clock. */
  latest: (car: CarId): SampleRow | undefined => sql.first(latest, { car }),
});
export type Samples = ReturnType<typeof createSamples>;
