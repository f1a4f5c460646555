import { expect, test } from 'vitest';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { openMemory } from '../../support/store.ts';

const car = carId('car-1');
const journal = journalId('0000000000000001');
const bytes = new Uint8Array(32);

function setUp() {
  const database = openMemory();
  const storage = createStorage(database, epochMilliseconds(0));
  const row = { passwordDigest: bytes, macKey: bytes, publicKey: bytes, createdAt: epochMilliseconds(0) };
  storage.cars.insert({ car, priceClass: 'S', registration: '1-ABC-123', ...row });
  const put = (...seqs: readonly number[]) =>
    storage.transaction(() => {
      for (const seq of seqs)
        storage.records.insert({
          car,
          journal,
          seq,
          link: bytes,
          raw: Uint8Array.of(seq % 256),
          receivedAt: epochMilliseconds(0),
          fate: 'waiting',
        });
    });
  const unplaced = () =>
    database
      .prepare('select count(*) as rows from recordRows where place > (select through from placing)')
      .get();
  const seqs = () => storage.records.seqsFrom(car, journal, 1, 20_000);
  return { database, storage, put, unplaced, seqs };
}

test('records are found before they have a place, in the order of seqs', () => {
  const { put, unplaced, seqs } = setUp();
  put(3, 1);
  put(2);
  expect(unplaced()).toEqual({ rows: 3 });
  expect(seqs()).toEqual([1, 2, 3]);
});

test('who looks for a record in a transaction gives all a place', () => {
  const { storage, put, unplaced, seqs } = setUp();
  put(3, 1);
  storage.transaction(() => storage.records.link(car, journal, 1));
  expect(unplaced()).toEqual({ rows: 0 });
  put(2);
  expect(seqs()).toEqual([1, 2, 3]);
});

test('who looks for a record outside a transaction looks through 256 others and no more', () => {
  const { put, unplaced, seqs } = setUp();
  put(...Array.from({ length: 256 }, (_, at) => at + 1));
  expect([seqs().length, unplaced()]).toEqual([256, { rows: 256 }]);
  put(257);
  expect([seqs().length, unplaced()]).toEqual([257, { rows: 0 }]);
});

test('no more than 8192 records are without a place', () => {
  const { put, unplaced, seqs } = setUp();
  put(...Array.from({ length: 8191 }, (_, at) => at + 1));
  put(8192);
  expect(unplaced()).toEqual({ rows: 0 });
  expect(seqs()).toHaveLength(8192);
});

test('a record that takes the place of the newest one, which was removed, is found', () => {
  const { storage, put, seqs } = setUp();
  put(1, 2);
  storage.transaction(() => storage.records.remove(car, journal, 2));
  expect(seqs()).toEqual([1]);
  put(3);
  expect(seqs()).toEqual([1, 3]);
  storage.transaction(() => storage.records.setFate(car, journal, 3, 'applied'));
  expect(storage.records.from(car, journal, 1, 10).map(({ seq, fate }) => [seq, fate])).toEqual([
    [1, 'waiting'],
    [3, 'applied'],
  ]);
});

test('places that were given in a transaction that failed are given again', () => {
  const { storage, put, unplaced, seqs } = setUp();
  put(1, 2);
  const powerCut = () =>
    storage.transaction(() => {
      storage.records.remove(car, journal, 1);
      throw new Error('power cut');
    });
  expect(powerCut).toThrow('power cut');
  expect([unplaced(), seqs()]).toEqual([{ rows: 2 }, [1, 2]]);
  storage.transaction(() => storage.records.remove(car, journal, 2));
  expect(seqs()).toEqual([1]);
});

test('a record that another process wrote, and gave no place, is changed all the same', () => {
  const { database, storage, put } = setUp();
  const other = createStorage(database, epochMilliseconds(0));
  other.transaction(() => other.records.link(car, journal, 1));
  put(1, 2);
  other.transaction(() => other.records.setFate(car, journal, 1, 'applied'));
  put(3);
  other.transaction(() => other.records.remove(car, journal, 3));
  expect(storage.records.from(car, journal, 1, 10).map(({ seq, fate }) => [seq, fate])).toEqual([
    [1, 'applied'],
    [2, 'waiting'],
  ]);
});

test('two records of one seq get no place', () => {
  const { storage, put } = setUp();
  put(1);
  put(1);
  expect(() => storage.transaction(() => storage.records.link(car, journal, 1))).toThrow(
    expect.objectContaining({ code: 'database-refused' }),
  );
});
