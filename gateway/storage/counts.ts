import type { CarId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

type CountsRow = Schema['ingestCounts'];

/** What became of what was sent, in records; in messages where they could not be read. */
export type IngestCounts = Readonly<Omit<CountsRow, 'car'>>;

export const noCounts: IngestCounts = {
  records: 0,
  duplicates: 0,
  rejected: 0,
  quarantined: 0,
  late: 0,
  samples: 0,
};

const add = define<CountsRow>()((db, p) =>
  db
    .insertInto('ingestCounts')
    .values({
      car: p('car'),
      records: p('records'),
      duplicates: p('duplicates'),
      rejected: p('rejected'),
      quarantined: p('quarantined'),
      late: p('late'),
      samples: p('samples'),
    })
    .onConflict((conflict) =>
      conflict.column('car').doUpdateSet(({ eb, ref }) => ({
        records: eb(ref('ingestCounts.records'), '+', ref('excluded.records')),
        duplicates: eb(ref('ingestCounts.duplicates'), '+', ref('excluded.duplicates')),
        rejected: eb(ref('ingestCounts.rejected'), '+', ref('excluded.rejected')),
        quarantined: eb(ref('ingestCounts.quarantined'), '+', ref('excluded.quarantined')),
        late: eb(ref('ingestCounts.late'), '+', ref('excluded.late')),
        samples: eb(ref('ingestCounts.samples'), '+', ref('excluded.samples')),
      })),
    ),
);
const list = define()((db) => db.selectFrom('ingestCounts').selectAll().orderBy('car'));

/** Counters of ingest by car. */
export const createCounts = (sql: Sql) => ({
  add: (car: CarId, counts: IngestCounts) => sql.run(add, { car, ...counts }),
  list: () => sql.all(list, {}),
});
export type Counts = ReturnType<typeof createCounts>;
