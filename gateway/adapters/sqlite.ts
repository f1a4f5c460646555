import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { SqlDatabase } from '../database.ts';

/** How long another process may hold the database before a call fails. */
const busyMilliseconds = 2000;

/** COMMIT returns when the disk has the data (D3), readers never wait, and deleted personal data is overwritten. */
const pragmas = [
  'pragma journal_mode = wal',
  'pragma synchronous = full',
  'pragma foreign_keys = on',
  'pragma secure_delete = on',
  // 32 MiB: with SQLite's 2 MiB the pages that 500 cars write to were read anew for each COMMIT.
  'pragma cache_size = -32768',
  // 4 MiB: writing back 16 MiB at once kept each hundredth message waiting for over 60 ms.
  'pragma wal_autocheckpoint = 1000',
];

/**
 * Opens a database file, for its owner only; makes it and its folder where they are missing.
 * @throws {Fault} `database-unusable`: no rights, no database, locked by another process.
 */
export function openDatabase(file: string): SqlDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    return prepared(new DatabaseSync(file, { timeout: busyMilliseconds }));
  } catch (error) {
    throw new Fault(
      { code: 'database-unusable', blame: 'operator' },
      `database ${file} cannot be used: ${messageOf(error)}${hintOf(error)}`,
      { cause: error },
    );
  }
}

/** SQLITE_IOERR, which it also says where a full disk has no room for the index of its log. */
const ioError = 10;
const hintOf = (error: unknown): string =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === ioError
    ? ' (its disk may be full or broken)'
    : '';

/** Reads the schema too, so that a file that is no database is noticed here. */
function prepared(database: DatabaseSync): SqlDatabase {
  try {
    for (const pragma of pragmas) database.exec(pragma);
    database.prepare('select count(*) from sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
