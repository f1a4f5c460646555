import { expect, test } from 'vitest';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { openMemory } from '../../support/store.ts';

const car = carId('car-1');
const first = journalId('0000000000000001');
const second = journalId('0000000000000002');

function setUp() {
  const database = openMemory();
  const storage = createStorage(database, epochMilliseconds(0));
  const bytes = new Uint8Array(32);
  storage.cars.insert({
    car,
    priceClass: 'S',
    registration: '1-ABC-123',
    passwordDigest: bytes,
    macKey: bytes,
    publicKey: bytes,
    createdAt: epochMilliseconds(0),
  });
  const put = (journal: typeof first, letter: number) =>
    storage.records.insert({
      car,
      journal,
      seq: 1,
      link: bytes,
      raw: Uint8Array.of(letter),
      receivedAt: epochMilliseconds(0),
      fate: 'applied',
    });
  const rawOf = (journal: typeof first) => storage.records.from(car, journal, 1, 10).map(({ raw }) => raw[0]);
  return { storage, put, rawOf };
}

test('records of two journals of a car have places of their own', () => {
  const { storage, put, rawOf } = setUp();
  storage.transaction(() => {
    put(first, 1);
    put(second, 2);
  });
  expect([rawOf(first), rawOf(second)]).toEqual([[1], [2]]);
});

test('a number that was given in a transaction that failed stands for nothing', () => {
  const { storage, put, rawOf } = setUp();
  expect(() =>
    storage.transaction(() => {
      put(first, 1);
      throw new Error('power cut');
    }),
  ).toThrow('power cut');
  storage.transaction(() => put(second, 2));
  storage.transaction(() => put(first, 1));
  expect([rawOf(first), rawOf(second)]).toEqual([[1], [2]]);
});
