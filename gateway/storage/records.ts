import type { CarId, JournalId } from '../../protocol/ids.ts';
import { JournalNumbers } from './journal-numbers.ts';
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

/** Where a record lies in the table itself. */
interface RowPlace {
  readonly journalNumber: number;
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
const insert = define<Schema['recordRows']>()((db, p) =>
  db.insertInto('recordRows').values({
    journalNumber: p('journalNumber'),
    seq: p('seq'),
    link: p('link'),
    raw: p('raw'),
    receivedAt: p('receivedAt'),
    fate: p('fate'),
  }),
);
const setFate = define<RowPlace & { readonly fate: RecordFate }>()((db, p) =>
  db
    .updateTable('recordRows')
    .set({ fate: p('fate') })
    .where('journalNumber', '=', p('journalNumber'))
    .where('seq', '=', p('seq')),
);
const wait = define<{ car: CarId }>()((db, p) =>
  db
    .updateTable('recordRows')
    .set({ fate: 'waiting' })
    .where('journalNumber', 'in', (ofCar) =>
      ofCar.selectFrom('journalNumbers').select('journalNumber').where('car', '=', p('car')),
    ),
);
const remove = define<RowPlace>()((db, p) =>
  db.deleteFrom('recordRows').where('journalNumber', '=', p('journalNumber')).where('seq', '=', p('seq')),
);
const setRaw = define<RowPlace & { readonly raw: Uint8Array }>()((db, p) =>
  db
    .updateTable('recordRows')
    .set({ raw: p('raw') })
    .where('journalNumber', '=', p('journalNumber'))
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

/** The records, as sent. What writes is to be called in a transaction. */
export const createRecords = (sql: Sql) => {
  const numbers = new JournalNumbers(sql);
  const rowPlace = (car: CarId, journal: JournalId, seq: number): RowPlace => ({
    journalNumber: numbers.of(car, journal),
    seq,
  });
  return {
    link: (car: CarId, journal: JournalId, seq: number): Uint8Array | undefined =>
      sql.first(linkOf, { car, journal, seq })?.link,
    insert: ({ car, journal, ...content }: RecordRow) =>
      sql.run(insert, { journalNumber: numbers.of(car, journal), ...content }),
    setFate: (car: CarId, journal: JournalId, seq: number, fate: RecordFate) =>
      sql.run(setFate, { ...rowPlace(car, journal, seq), fate }),
    /** All of a car wait to be applied again. */
    wait: (car: CarId) => sql.run(wait, { car }),
    remove: (car: CarId, journal: JournalId, seq: number) => sql.run(remove, rowPlace(car, journal, seq)),
    /** What was erased from a record's bytes stays out of them. */
    setRaw: ({ car, journal, seq }: RecordRow, raw: Uint8Array) =>
      sql.run(setRaw, { ...rowPlace(car, journal, seq), raw }),
    /** At most `limit`, rising from `seq` on. */
    from: (car: CarId, journal: JournalId, seq: number, limit: number): RecordRow[] =>
      sql.all(from, { car, journal, seq, limit }),
    /** Their places alone. */
    seqsFrom: (car: CarId, journal: JournalId, seq: number, limit: number): number[] =>
      sql.all(seqsFrom, { car, journal, seq, limit }).map((row) => row.seq),
    /** At most `limit`, falling from `seq` on. */
    backFrom: (car: CarId, journal: JournalId, seq: number, limit: number): RecordRow[] =>
      sql.all(backFrom, { car, journal, seq, limit }),
  };
};
export type Records = ReturnType<typeof createRecords>;
