import { expect, test } from 'vitest';
import { type LogFields, silentLog } from '../../../protocol/runtime.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter, type RecordingCar } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

function setUp(ingest: object = {}) {
  const alarms: LogFields[] = [];
  const log = { ...silentLog, error: (fields: LogFields) => void alarms.push(fields) };
  const gateway = new TestStore(openMemory(), { ingest: { receiptMilliseconds: 0, ...ingest } }, log);
  return { gateway, car: gateway.addCar(), alarms };
}

function journal(car: RecordingCar, number: number): JournalWriter {
  const writer = new JournalWriter(car, number.toString(16).padStart(16, '0'));
  writer.write(firstOpened, 1000, monday);
  for (const odometerMetres of [1100, 1200]) writer.write(lockChanged, odometerMetres, monday);
  return writer;
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

test('of endless journals of which only later records come 64 are kept; more gets no receipt, and an alarm (D13)', () => {
  const { gateway, car, alarms } = setUp();
  const ahead = numbers(1, 70).map((number) => journal(car, number).batch(3, 3));
  const results = ahead.map((batch) => gateway.ingest(car, batch));
  expect(results.map(({ outcomes }) => outcomes[0])).toEqual([
    ...numbers(1, 64).map(() => 'stored'),
    ...numbers(65, 70).map(() => 'beyond'),
  ]);
  expect(results.slice(64).map((result) => gateway.receipts(car, result))).toEqual(
    numbers(65, 70).map(() => []),
  );
  expect(alarms).toEqual(numbers(65, 70).map(() => ({ car: 'car-1', messages: 1 })));
});

test('so it is where they come in one transaction', () => {
  const { gateway, car } = setUp();
  gateway.ingest(car, ...numbers(1, 100).map((number) => journal(car, number).batch(3, 3)));
  expect(gateway.store.figures()).toMatchObject({ records: 64 });
});

test('one that begins is taken all the same, and what was refused comes again in its turn', () => {
  const { gateway, car } = setUp();
  for (const number of numbers(1, 64)) gateway.ingest(car, journal(car, number).batch(3, 3));
  const own = journal(car, 65);
  expect(gateway.ingest(car, own.batch(3, 3)).outcomes).toEqual(['beyond']);
  const result = gateway.ingest(car, own.batch());
  expect(gateway.receipts(car, result)).toMatchObject([{ journal: own.journal, through: 3 }]);
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1200 });
});

test('a car has a bound of journals also where each begins; those that are known go on', () => {
  const { gateway, car, alarms } = setUp({ mostJournals: 1000 });
  const own = numbers(1, 1001).map((number) => journal(car, number));
  const outcomes = gateway.ingest(car, ...own.map((each) => each.batch(1, 2))).outcomes;
  expect(outcomes).toEqual([...numbers(1, 1000).map(() => 'stored'), 'beyond']);
  expect(alarms).toEqual([{ car: 'car-1', messages: 1 }]);
  const [last] = own.slice(999);
  expect(last && gateway.ingest(car, last.batch(3, 3)).outcomes).toEqual(['stored']);
});

test('the bound holds after a restart', () => {
  const { gateway, car } = setUp();
  for (const number of numbers(1, 64)) gateway.ingest(car, journal(car, number).batch(3, 3));
  const again = new TestStore(gateway.database, { ingest: { receiptMilliseconds: 0 } });
  expect(again.ingest(car, journal(car, 65).batch(3, 3)).outcomes).toEqual(['beyond']);
});
