import { Fault } from '../../protocol/errors.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import { columnTypes } from './dialect.ts';
import { first } from './migrations/001-first.ts';
import { enrolment } from './migrations/002-enrolment.ts';
import { zonesAndNotes } from './migrations/003-zones-and-notes.ts';
import { retiredKeys } from './migrations/004-retired-keys.ts';
import { books } from './migrations/005-books.ts';
import { recordsAsTheyArrive } from './migrations/006-records-as-they-arrive.ts';
import { lists } from './migrations/007-lists.ts';
import { settings } from './migrations/008-settings.ts';
import { urgent } from './migrations/009-urgent.ts';
import { journalNumbers } from './migrations/010-journal-numbers.ts';
import { doubts } from './migrations/011-doubts.ts';
import { recordPlaces } from './migrations/012-record-places.ts';
import { signedPlaces } from './migrations/013-signed-places.ts';
import type { Sql } from './sql.ts';
import { builder, define } from './statement.ts';

const migrations = [
  first,
  enrolment,
  zonesAndNotes,
  retiredKeys,
  books,
  recordsAsTheyArrive,
  lists,
  settings,
  urgent,
  journalNumbers,
  doubts,
  recordPlaces,
  signedPlaces,
];
const newest = migrations.length;

const bookkeeping = builder.schema
  .createTable('migrations')
  .ifNotExists()
  .addColumn('number', columnTypes.whole, (column) => column.primaryKey())
  .addColumn('name', columnTypes.text, (column) => column.notNull())
  .addColumn('appliedAt', columnTypes.whole, (column) => column.notNull());

const record = define<{ number: number; name: string; appliedAt: EpochMilliseconds }>()((db, p) =>
  db.insertInto('migrations').values({ number: p('number'), name: p('name'), appliedAt: p('appliedAt') }),
);
const applied = define()((db) => db.selectFrom('migrations').select('number').orderBy('number'));

/**
 * Brings a database to the newest schema, in one transaction.
 * @throws {Fault} `database-too-new` where newer software has written it, `database-failed`.
 */
export function migrate(sql: Sql, now: EpochMilliseconds): void {
  if (isNewest(sql)) return;
  sql.transaction(() => {
    sql.execute(bookkeeping.compile().sql);
    const done = sql.all(applied, {}).at(-1)?.number ?? 0;
    if (done > newest) throw tooNew(done);
    for (const migration of migrations.slice(done)) {
      for (const statement of migration.statements) sql.execute(statement.compile().sql);
      sql.run(record, { number: migration.number, name: migration.name, appliedAt: now });
    }
  });
}

/** Asked without a transaction: who only reads need not wait for who writes. A new database has no such table. */
function isNewest(sql: Sql): boolean {
  try {
    return sql.all(applied, {}).at(-1)?.number === newest;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'database-refused') return false;
    throw thrown;
  }
}

const tooNew = (done: number): Fault =>
  new Fault(
    { code: 'database-too-new', blame: 'operator' },
    `the database has schema ${done}, this software knows schemas up to ${newest}: install the newer software`,
  );
