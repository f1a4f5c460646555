import { expect, test } from 'vitest';
import { first } from '../../../gateway/storage/migrations/001-first.ts';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { openMemory } from '../../support/store.ts';

const places = [
  ['car-1', '000000000000000a', 1],
  ['car-1', '000000000000000a', 2],
  ['car-1', '000000000000000b', 1],
  ['car-2', '000000000000000a', 1],
] as const;

test('a database of the first schema keeps each record at its place', () => {
  const database = openMemory();
  database.exec('create table migrations (number integer primary key, name text, appliedAt integer)');
  for (const statement of first.statements) database.exec(statement.compile().sql);
  database.exec("insert into migrations values (1, 'first', 500)");
  for (const car of ['car-1', 'car-2'])
    database.exec(`insert into cars values ('${car}', 'S', '1-ABC', x'00', x'00', x'00', 500)`);
  for (const [at, [car, journal, seq]] of places.entries())
    database.exec(
      `insert into records values ('${car}', '${journal}', ${seq}, x'0${at}', x'0${at}0${at}', ${600 + at}, 'waiting')`,
    );
  const { records } = createStorage(database, epochMilliseconds(1000));
  const found = places.map(([car, journal, seq]) => records.from(carId(car), journalId(journal), seq, 1)[0]);
  expect(found).toEqual(
    places.map(([car, journal, seq], at) => ({
      car,
      journal,
      seq,
      link: Uint8Array.of(at),
      raw: Uint8Array.of(at, at),
      receivedAt: 600 + at,
      fate: 'waiting',
    })),
  );
});
