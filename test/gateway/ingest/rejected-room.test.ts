import { expect, test } from 'vitest';
import type { LogFields } from '../../../protocol/runtime.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

const garbage = (number: number, bytes = 10): Uint8Array =>
  new Uint8Array(bytes).fill(0xff).fill(number, 4, 5);

/** A gateway that keeps three messages, or a hundred bytes, of what a car sends and nobody can read. */
function begun() {
  const alarms: LogFields[] = [];
  const log = { ...silentLog, error: (fields: LogFields) => void alarms.push(fields) };
  const ingest = { receiptMilliseconds: 0, mostRejectedMessages: 3, mostRejectedBytes: 100 };
  const gateway = new TestStore(openMemory(), { ingest }, log);
  return { gateway, car: gateway.addCar(), alarms };
}

test('of what a car sends and nobody can read a bounded number is kept, the first; all of it is counted (D13)', () => {
  const { gateway, car, alarms } = begun();
  for (let number = 1; number <= 5; number++) gateway.ingest(car, garbage(number));
  expect(
    gateway.store
      .setAside(10)
      .map(({ raw }) => raw.slice(8, 10))
      .toSorted(),
  ).toEqual(['01', '02', '03']);
  expect(gateway.store.figures()).toMatchObject({ rejected: 5 });
  expect(alarms).toEqual([
    { car: 'car-1', notKept: 1 },
    { car: 'car-1', notKept: 1 },
  ]);
});

test('the bound in bytes holds as well, and after a restart', () => {
  const { gateway, car } = begun();
  gateway.ingest(car, garbage(1, 90));
  const again = new TestStore(gateway.database, { ingest: { mostRejectedBytes: 100 } });
  again.ingest(car, garbage(2, 20));
  again.ingest(car, garbage(3, 10));
  expect(again.store.setAside(10).map(({ bytes }) => bytes)).toEqual([90, 10]);
});

test('the bound of one car is not that of another', () => {
  const { gateway, car } = begun();
  const other = gateway.addCar('car-2');
  for (let number = 1; number <= 5; number++) gateway.ingest(car, garbage(number));
  gateway.ingest(other, garbage(1));
  expect(gateway.store.setAside(10).filter((item) => item.car === 'car-2')).toHaveLength(1);
});

test('beyond it a car is told all the same what was rejected, and goes on', () => {
  const { gateway, car } = begun();
  for (let number = 1; number <= 3; number++) gateway.ingest(car, garbage(number));
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1000, monday, { kind: 4 });
  journal.write(lockChanged, 1000, monday);
  gateway.ingest(car, journal.batch(1, 3));
  const result = gateway.ingest(car, journal.batch(1, 3));
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 3, rejected: [{ from: 2, to: 2 }] }]);
  expect(gateway.store.setAside(10).map(({ seq, bytes }) => ({ seq, bytes }))).toContainEqual({
    seq: 2,
    bytes: 0,
  });
});
