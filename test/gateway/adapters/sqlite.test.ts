import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../gateway/adapters/sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ritmeter-sqlite-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const unusable = expect.objectContaining({ code: 'database-unusable', blame: 'operator' });

test('a database is made for its owner only, and COMMIT waits for the disk (D11)', () => {
  const file = join(folder, 'data', 'gateway.sqlite');
  const database = openDatabase(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(database.prepare('pragma synchronous').get()).toEqual({ synchronous: 2 });
  expect(database.prepare('pragma foreign_keys').get()).toEqual({ foreign_keys: 1 });
  database.close();
});

test('a file that is no database is named', () => {
  const file = join(folder, 'gateway.sqlite');
  writeFileSync(file, 'this is no database, but long enough to be looked at as one: '.repeat(20));
  expect(() => openDatabase(file)).toThrow(unusable);
  expect(() => openDatabase(file)).toThrow(/gateway\.sqlite cannot be used: .*not a database/);
});

test('a place where no file can be is named', () => {
  const file = join(folder, 'plain-file');
  writeFileSync(file, '');
  expect(() => openDatabase(join(file, 'gateway.sqlite'))).toThrow(unusable);
});
