import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { RecordFate, Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** An urgent record with what is stored of it. */
export interface UrgentRow {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
  readonly raw: Uint8Array;
  readonly receivedAt: Schema['records']['receivedAt'];
  readonly fate: RecordFate;
}

const insert = define<Schema['urgent']>()((db, p) =>
  db
    .insertInto('urgent')
    .values({ car: p('car'), journal: p('journal'), seq: p('seq'), receivedAt: p('receivedAt') })
    .onConflict((conflict) => conflict.doNothing()),
);
const columns = [
  'records.car',
  'records.journal',
  'records.seq',
  'records.raw',
  'records.receivedAt',
  'records.fate',
] as const;
const latest = define<{ limit: number }>()((db, p) =>
  db
    .selectFrom('urgent')
    .innerJoin('records', (join) =>
      join
        .onRef('records.car', '=', 'urgent.car')
        .onRef('records.journal', '=', 'urgent.journal')
        .onRef('records.seq', '=', 'urgent.seq'),
    )
    .select([...columns])
    .orderBy('urgent.receivedAt', 'desc')
    .orderBy('urgent.seq', 'desc')
    .limit(p('limit')),
);
const latestOf = define<{ car: CarId; limit: number }>()((db, p) =>
  db
    .selectFrom('urgent')
    .innerJoin('records', (join) =>
      join
        .onRef('records.car', '=', 'urgent.car')
        .onRef('records.journal', '=', 'urgent.journal')
        .onRef('records.seq', '=', 'urgent.seq'),
    )
    .select([...columns])
    .where('urgent.car', '=', p('car'))
    .orderBy('urgent.receivedAt', 'desc')
    .orderBy('urgent.seq', 'desc')
    .limit(p('limit')),
);

/** Which records a person is to see at once (D5). */
export const createUrgent = (sql: Sql) => ({
  insert: (place: Schema['urgent']) => sql.run(insert, { ...place }),
  /** At most `limit`, the latest first. */
  latest: (limit: number): UrgentRow[] => sql.all(latest, { limit }),
  latestOf: (car: CarId, limit: number): UrgentRow[] => sql.all(latestOf, { car, limit }),
});
export type Urgent = ReturnType<typeof createUrgent>;
