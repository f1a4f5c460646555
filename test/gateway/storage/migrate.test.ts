import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../gateway/adapters/sqlite.ts';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { openMemory } from '../../support/store.ts';

const now = epochMilliseconds(1000);

test('a new database gets the newest schema, and an up-to-date one stays as it is', () => {
  const database = openMemory();
  createStorage(database, now);
  createStorage(database, epochMilliseconds(2000));
  expect(database.prepare('select * from migrations').all()).toEqual([
    { number: 1, name: 'first', appliedAt: 1000 },
    { number: 2, name: 'enrolment', appliedAt: 1000 },
    { number: 3, name: 'zones-and-notes', appliedAt: 1000 },
    { number: 4, name: 'retired-keys', appliedAt: 1000 },
    { number: 5, name: 'books', appliedAt: 1000 },
    { number: 6, name: 'records-as-they-arrive', appliedAt: 1000 },
    { number: 7, name: 'lists', appliedAt: 1000 },
    { number: 8, name: 'settings', appliedAt: 1000 },
    { number: 9, name: 'urgent', appliedAt: 1000 },
    { number: 10, name: 'journal-numbers', appliedAt: 1000 },
    { number: 11, name: 'doubts', appliedAt: 1000 },
    { number: 12, name: 'record-places', appliedAt: 1000 },
    { number: 13, name: 'signed-places', appliedAt: 1000 },
  ]);
});

test('a database that newer software wrote is refused, and untouched', () => {
  const database = openMemory();
  createStorage(database, now);
  database.exec("insert into migrations values (1000, 'from the future', 2000)");
  expect(() => createStorage(database, now)).toThrow(
    expect.objectContaining({ code: 'database-too-new', blame: 'operator' }),
  );
  expect(database.isTransaction).toBe(false);
});

test('a migration that fails leaves nothing behind', () => {
  const database = openMemory();
  database.exec('create table cars (something text)');
  expect(() => createStorage(database, now)).toThrow(expect.objectContaining({ code: 'database-refused' }));
  expect(database.prepare('select name from sqlite_schema order by name').all()).toEqual([{ name: 'cars' }]);
});

test('who opens a database that is up to date does not wait for who writes to it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-'));
  const file = join(folder, 'gateway.sqlite');
  const writer = openDatabase(file);
  createStorage(writer, now);
  writer.exec('begin immediate');
  const reader = openDatabase(file);
  expect(createStorage(reader, now).cars.list()).toEqual([]);
  for (const database of [reader, writer]) database.close();
  rmSync(folder, { recursive: true });
});
