import { expect, test } from 'vitest';
import { first } from '../../../gateway/storage/migrations/001-first.ts';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { driverId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { openMemory } from '../../support/store.ts';

test('a database of the first schema keeps its content and takes codes', () => {
  const database = openMemory();
  database.exec('create table migrations (number integer primary key, name text, appliedAt integer)');
  for (const statement of first.statements) database.exec(statement.compile().sql);
  database.exec("insert into migrations values (1, 'first', 500)");
  database.exec("insert into drivers values ('ann', 500)");
  const storage = createStorage(database, epochMilliseconds(1000));
  expect(storage.people.driver(driverId('ann'))).toMatchObject({ createdAt: 500 });
  expect(storage.enrolmentCodes.find('ABCD')).toBeUndefined();
  expect(database.prepare('select number, appliedAt from migrations').all()).toEqual([
    { number: 1, appliedAt: 500 },
    { number: 2, appliedAt: 1000 },
    { number: 3, appliedAt: 1000 },
    { number: 4, appliedAt: 1000 },
    { number: 5, appliedAt: 1000 },
    { number: 6, appliedAt: 1000 },
    { number: 7, appliedAt: 1000 },
    { number: 8, appliedAt: 1000 },
    { number: 9, appliedAt: 1000 },
    { number: 10, appliedAt: 1000 },
    { number: 11, appliedAt: 1000 },
    { number: 12, appliedAt: 1000 },
    { number: 13, appliedAt: 1000 },
  ]);
});
