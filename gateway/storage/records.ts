import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { RecordFate, Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** A record as it is kept: the bytes as sent. */
export type RecordRow = Schema['records'];

interface Position {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
}

const linkOf = define<Position>()((db, p) =>
  db
    .selectFrom('records')
    .select('link')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq')),
);
const insert = define<RecordRow>()((db, p) =>
  db.insertInto('records').values({
    car: p('car'),
    journal: p('journal'),
    seq: p('seq'),
    link: p('link'),
    raw: p('raw'),
    receivedAt: p('receivedAt'),
    fate: p('fate'),
  }),
);
const setFate = define<Position & { readonly fate: RecordFate }>()((db, p) =>
  db
    .updateTable('records')
    .set({ fate: p('fate') })
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq')),
);
const wait = define<{ car: CarId }>()((db, p) =>
  db.updateTable('records').set({ fate: 'waiting' }).where('car', '=', p('car')),
);
const remove = define<Position>()((db, p) =>
  db
    .deleteFrom('records')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq')),
);
const from = define<Position & { readonly limit: number }>()((db, p) =>
  db
    .selectFrom('records')
    .selectAll()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('seq'))
    .orderBy('seq')
    .limit(p('limit')),
);
const seqsFrom = define<Position & { readonly limit: number }>()((db, p) =>
  db
    .selectFrom('records')
    .select('seq')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('seq'))
    .orderBy('seq')
    .limit(p('limit')),
);
const backFrom = define<Position & { readonly limit: number }>()((db, p) =>
  db
    .selectFrom('records')
    .selectAll()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '<=', p('seq'))
    .orderBy('seq', 'desc')
    .limit(p('limit')),
);

/** The records, as sent. */
export const createRecords = (sql: Sql) => ({
  link: (car: CarId, journal: JournalId, seq: number): Uint8Array | undefined =>
    sql.first(linkOf, { car, journal, seq })?.link,
  insert: (row: RecordRow) => sql.run(insert, { ...row }),
  setFate: (car: CarId, journal: JournalId, seq: number, fate: RecordFate) =>
    sql.run(setFate, { car, journal, seq, fate }),
  /** All of a car wait to be applied again. */
  wait: (car: CarId) => sql.run(wait, { car }),
  remove: (car: CarId, journal: JournalId, seq: number) => sql.run(remove, { car, journal, seq }),
  /** At most `limit`, rising from `seq` on. */
  from: (car: CarId, journal: JournalId, seq: number, limit: number): RecordRow[] =>
    sql.all(from, { car, journal, seq, limit }),
  /** Their places alone. */
  seqsFrom: (car: CarId, journal: JournalId, seq: number, limit: number): number[] =>
    sql.all(seqsFrom, { car, journal, seq, limit }).map((row) => row.seq),
  /** At most `limit`, falling from `seq` on. */
  backFrom: (car: CarId, journal: JournalId, seq: number, limit: number): RecordRow[] =>
    sql.all(backFrom, { car, journal, seq, limit }),
});
export type Records = ReturnType<typeof createRecords>;
