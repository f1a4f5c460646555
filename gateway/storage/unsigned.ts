import type { Kysely } from 'kysely';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Records } from './records.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define, type Placeholders } from './statement.ts';

interface Beyond {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
}

/** How many rows, and their bytes as sent. */
export interface StoredAmount {
  readonly count: number;
  readonly bytes: number;
}

const tables = ['records', 'rejected', 'quarantined'] as const;
type Table = (typeof tables)[number];

const amountOf = (db: Kysely<Schema>, table: Table) =>
  db
    .selectFrom(table)
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number | null>(fn<number>('length', ['raw'])).as('bytes'),
    ]);

const beyond = (table: Table) =>
  define<Beyond>()((db, p) =>
    amountOf(db, table)
      .where('car', '=', p('car'))
      .where('journal', '=', p('journal'))
      .where('seq', '>', p('seq')),
  );

const signedJournals = (db: Kysely<Schema>, p: Placeholders<{ car: CarId }>) =>
  db.selectFrom('journals').select('journal').where('car', '=', p('car')).where('signed', 'is not', null);

const neverSigned = (table: Table) =>
  define<{ car: CarId }>()((db, p) =>
    amountOf(db, table).where('car', '=', p('car')).where('journal', 'not in', signedJournals(db, p)),
  );

const beyondIn = tables.map(beyond);
const neverSignedIn = tables.map(neverSigned);

/** What stands at places of journals that no signature covers: as a record, rejected or quarantined. */
export const createUnsigned = (sql: Sql, records: Pick<Records, 'giveAllPlaces'>) => ({
  /** Beyond a place of a journal. */
  beyond(car: CarId, journal: JournalId, seq: number): StoredAmount {
    records.giveAllPlaces();
    return sumOf(beyondIn.map((query) => sql.first(query, { car, journal, seq })));
  },
  /** In the journals of a car in which it has signed nothing. */
  inNeverSigned(car: CarId): StoredAmount {
    records.giveAllPlaces();
    return sumOf(neverSignedIn.map((query) => sql.first(query, { car })));
  },
});
export type Unsigned = ReturnType<typeof createUnsigned>;

type Row = { readonly count: number; readonly bytes: number | null } | undefined;

const sumOf = (rows: readonly Row[]): StoredAmount => ({
  count: rows.reduce((sum, row) => sum + (row?.count ?? 0), 0),
  bytes: rows.reduce((sum, row) => sum + (row?.bytes ?? 0), 0),
});
