import { expect, test } from 'vitest';
import { type LogFields, silentLog } from '../../../protocol/runtime.ts';
import { firstOpened, lockChanged, sealedByAge } from '../../support/journeys.ts';
import { JournalWriter, type RecordingCar } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

const roomFor = (mostContradictingRecords: number) => ({ receiptMilliseconds: 0, mostContradictingRecords });

/** A gateway with room for so many copies, that has a journal of five unsigned records. */
function begun(ingest: object = roomFor(10_000)) {
  const alarms: LogFields[] = [];
  const log = { ...silentLog, error: (fields: LogFields) => void alarms.push(fields) };
  const gateway = new TestStore(openMemory(), { ingest }, log);
  const car = gateway.addCar();
  gateway.ingest(car, unsigned(car, 0).batch());
  const kept = (seq: number): number =>
    gateway.store.quarantined(1000).filter((row) => row.seq === seq).length;
  return { gateway, car, alarms, kept };
}

/** Another past of the same journal for each number. */
function unsigned(car: RecordingCar, number: number, seqs = 5): JournalWriter {
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  while (journal.records.length < seqs) journal.write(lockChanged, 1000 + number, monday);
  return journal;
}

test('of endless copies that contradict one record the first are kept, and the rest counted (D13)', () => {
  const { gateway, car, alarms, kept } = begun();
  const copies = Array.from({ length: 50 }, (_, at) => unsigned(car, at + 1));
  for (const copy of copies) gateway.ingest(car, copy.batch(2, 2));
  expect(gateway.store.quarantined(1000).map(({ link }) => link)).toEqual(
    expect.arrayContaining(copies.slice(0, 4).map((copy) => copy.link(2))),
  );
  expect(kept(2)).toBe(4);
  expect(gateway.store.figures()).toMatchObject({ quarantined: 50 });
  expect(alarms).toHaveLength(46);
  expect(alarms[0]).toEqual({ car: 'car-1', journal: copies[0]?.journal, seq: 2, copies: 1 });
});

test('a car has a bound over all places, and the first copy of each place is kept whatever it is (D13)', () => {
  const { gateway, car, kept } = begun(roomFor(3));
  for (let number = 1; number <= 5; number++)
    for (const seq of [2, 3, 4, 5]) gateway.ingest(car, unsigned(car, number).batch(seq, seq));
  expect([2, 3, 4, 5].map(kept)).toEqual([2, 2, 2, 1]);
});

test('the bound in bytes holds as well, and after a restart', () => {
  const { gateway, car } = begun({ receiptMilliseconds: 0, mostContradictingBytes: 300 });
  for (const number of [1, 2]) gateway.ingest(car, unsigned(car, number).batch(2, 2));
  const again = new TestStore(gateway.database, { ingest: { mostContradictingBytes: 300 } });
  for (const number of [3, 4]) again.ingest(car, unsigned(car, number).batch(2, 2));
  const lengths = again.store.quarantined(1000).map(({ raw }) => raw.length);
  expect(lengths).toEqual([134, 134, 134]);
});

test('what was kept comes again without being counted anew, also beyond the bound', () => {
  const { gateway, car } = begun(roomFor(1));
  for (const number of [1, 2, 1, 2]) gateway.ingest(car, unsigned(car, number).batch(2, 2));
  expect(gateway.store.figures()).toMatchObject({ quarantined: 2, duplicates: 2 });
});

test('the bound of one car is not that of another', () => {
  const { gateway, car } = begun(roomFor(1));
  for (const number of [1, 2, 3]) gateway.ingest(car, unsigned(car, number).batch(2, 2));
  const other = gateway.addCar('car-2');
  for (const number of [0, 1, 2]) gateway.ingest(other, unsigned(other, number).batch());
  expect(gateway.store.quarantined(1000).filter((row) => row.car === 'car-2')).toHaveLength(5);
});

test('beyond the bound a car gets its receipt all the same', () => {
  const { gateway, car } = begun(roomFor(1));
  for (const number of [1, 2]) gateway.ingest(car, unsigned(car, number).batch(2, 2));
  const result = gateway.ingest(car, unsigned(car, 3).batch(2, 2));
  expect(result.outcomes).toEqual(['rejected']);
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 5 }]);
});

test('somebody who fills the room without the key of the car keeps its signed word from nothing (D4)', () => {
  const { gateway, car } = begun(roomFor(10));
  for (let number = 1; number <= 10; number++) gateway.ingest(car, unsigned(car, number, 6).batch());
  const own = unsigned(car, 99);
  own.write(sealedByAge, 1300, monday);
  gateway.ingest(car, own.batch());
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1300);
  expect(gateway.store.gaps(car.car)).toEqual([]);
});

test('what the car itself has signed has a bound too (D13)', () => {
  const { gateway, car, kept } = begun();
  for (let number = 1; number <= 20; number++) {
    const own = unsigned(car, number, 2);
    own.write(sealedByAge, 2000, monday);
    gateway.ingest(car, own.batch());
  }
  expect(kept(3)).toBeLessThanOrEqual(8);
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(2000);
});
