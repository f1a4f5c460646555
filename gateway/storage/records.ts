import type { Kysely } from 'kysely';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { JournalNumbers } from './journal-numbers.ts';
import { RecordPlaces } from './record-places.ts';
import type { RecordFate, Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define, type Placeholders } from './statement.ts';

/** A record as it is kept: the bytes as sent. */
export type RecordRow = Schema['records'];

interface Position {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
}

/** By what a row is found. */
interface RowKey {
  readonly journalNumber: number;
  readonly seq: number;
}

const placeOf = (db: Kysely<Schema>, p: Placeholders<RowKey>) =>
  db
    .selectFrom('recordPlaces')
    .select('place')
    .where('journalNumber', '=', p('journalNumber'))
    .where('seq', '=', p('seq'));

const linkOf = define<Position>()((db, p) =>
  db
    .selectFrom('records')
    .select('link')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq')),
);
const insert = define<Omit<RecordRow, 'car' | 'journal'> & { journalNumber: number }>()((db, p) =>
  db.insertInto('recordRows').values({
    journalNumber: p('journalNumber'),
    seq: p('seq'),
    link: p('link'),
    raw: p('raw'),
    receivedAt: p('receivedAt'),
    fate: p('fate'),
  }),
);
const setFate = define<RowKey & { readonly fate: RecordFate }>()((db, p) =>
  db
    .updateTable('recordRows')
    .set({ fate: p('fate') })
    .where('place', '=', placeOf(db, p)),
);
const wait = define<{ car: CarId }>()((db, p) =>
  db
    .updateTable('recordRows')
    .set({ fate: 'waiting' })
    .where('place', 'in', (ofCar) =>
      ofCar
        .selectFrom('recordPlaces')
        .innerJoin('journalNumbers', 'journalNumbers.journalNumber', 'recordPlaces.journalNumber')
        .select('place')
        .where('car', '=', p('car')),
    ),
);
const remove = define<RowKey>()((db, p) => db.deleteFrom('recordRows').where('place', '=', placeOf(db, p)));
const removePlace = define<RowKey>()((db, p) =>
  db.deleteFrom('recordPlaces').where('journalNumber', '=', p('journalNumber')).where('seq', '=', p('seq')),
);
const setRaw = define<RowKey & { readonly raw: Uint8Array }>()((db, p) =>
  db
    .updateTable('recordRows')
    .set({ raw: p('raw') })
    .where('place', '=', placeOf(db, p)),
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

/** The records, as sent. What writes is to be called in a transaction; what reads finds those without a place too. */
export const createRecords = (sql: Sql) => {
  const numbers = new JournalNumbers(sql);
  const places = new RecordPlaces(sql);
  const found = (car: CarId, journal: JournalId, seq: number): RowKey => {
    places.beforeChange();
    return { journalNumber: numbers.of(car, journal), seq };
  };
  const looked = <Parameters>(parameters: Parameters): Parameters => {
    places.beforeLook();
    return parameters;
  };
  return {
    /** For who looks at many at once. */
    giveAllPlaces: () => places.beforeLook(),
    link: (car: CarId, journal: JournalId, seq: number): Uint8Array | undefined =>
      sql.first(linkOf, looked({ car, journal, seq }))?.link,
    insert: ({ car, journal, ...content }: RecordRow) => {
      sql.run(insert, { journalNumber: numbers.of(car, journal), ...content });
      places.added();
    },
    setFate: (car: CarId, journal: JournalId, seq: number, fate: RecordFate) =>
      sql.run(setFate, { ...found(car, journal, seq), fate }),
    /** All of a car wait to be applied again. */
    wait: (car: CarId) => {
      places.beforeChange();
      sql.run(wait, { car });
    },
    remove: (car: CarId, journal: JournalId, seq: number) => {
      const key = found(car, journal, seq);
      sql.run(remove, key);
      sql.run(removePlace, key);
      places.removed();
    },
    /** What was erased from a record's bytes stays out of them. */
    setRaw: ({ car, journal, seq }: RecordRow, raw: Uint8Array) =>
      sql.run(setRaw, { ...found(car, journal, seq), raw }),
    /** At most `limit`, rising from `seq` on. */
    from: (car: CarId, journal: JournalId, seq: number, limit: number): RecordRow[] =>
      sql.all(from, looked({ car, journal, seq, limit })),
    /** Their places alone. */
    seqsFrom: (car: CarId, journal: JournalId, seq: number, limit: number): number[] =>
      sql.all(seqsFrom, looked({ car, journal, seq, limit })).map((row) => row.seq),
    /** At most `limit`, falling from `seq` on. */
    backFrom: (car: CarId, journal: JournalId, seq: number, limit: number): RecordRow[] =>
      sql.all(backFrom, looked({ car, journal, seq, limit })),
  };
};
export type Records = ReturnType<typeof createRecords>;
