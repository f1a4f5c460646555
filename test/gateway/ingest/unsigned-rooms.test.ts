import { expect, test } from 'vitest';
import { type LogFields, silentLog } from '../../../protocol/runtime.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter, type RecordingCar, type RecordOverrides } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

const most = 500;

/** A gateway that keeps five hundred unsigned places of each car. */
function setUp(limits: object = {}) {
  const alarms: LogFields[] = [];
  const log = { ...silentLog, error: (fields: LogFields) => void alarms.push(fields) };
  const gateway = new TestStore(openMemory(), {}, log, { mostUnsignedRecords: most, ...limits });
  return { gateway, car: gateway.addCar(), alarms };
}

const sealed = { kind: 'sealed', reason: 'age' } as const;
const wrongSignature = { signature: new Uint8Array(64).fill(1) };

/** A journal of so many records, none of which is signed but each `sealEvery`-th. */
function journal(
  car: RecordingCar,
  records: number,
  { sealEvery = 0, name = 1, seal = {} }: { sealEvery?: number; name?: number; seal?: RecordOverrides } = {},
): JournalWriter {
  const writer = new JournalWriter(car, name.toString(16).padStart(16, '0'));
  writer.write(firstOpened, 1000, monday);
  for (let seq = 2; seq <= records; seq++)
    if (sealEvery > 0 && seq % sealEvery === 0) writer.write(sealed, 1000, monday, seal);
    else writer.write(lockChanged, 1000, monday);
  return writer;
}

/** In messages of a hundred, as a car sends a backlog. */
function sendAll(gateway: TestStore, car: RecordingCar, { records, ...writer }: JournalWriter): string[] {
  const batch = JournalWriter.prototype.batch.bind({ records, ...writer });
  const firsts = Array.from({ length: Math.ceil(records.length / 100) }, (_, at) => 1 + at * 100);
  return firsts.flatMap((first) => gateway.ingest(car, batch(first, first + 99)).outcomes);
}

test('of a chain that its car never signs a bounded number is kept; more gets no receipt, and an alarm (D13, clause 4.5)', () => {
  const { gateway, car, alarms } = setUp();
  const endless = journal(car, most + 300, { sealEvery: 50, seal: wrongSignature });
  expect(sendAll(gateway, car, endless).slice(-4)).toEqual(['stored', 'beyond', 'beyond', 'beyond']);
  const result = gateway.ingest(car, endless.batch(most + 1, most + 100));
  expect(gateway.receipts(car, result)).toEqual([]);
  expect(gateway.store.figures()).toMatchObject({ records: most });
  expect(alarms).toEqual(Array.from({ length: 4 }, () => ({ car: 'car-1', records: 100 })));
});

test('what is there already is receipted all the same', () => {
  const { gateway, car } = setUp();
  const endless = journal(car, most + 100);
  sendAll(gateway, car, endless);
  const result = gateway.ingest(car, endless.batch(most - 50, most));
  expect(gateway.receipts(car, result)).toMatchObject([{ through: most }]);
});

test('a backlog that its car has signed is taken whole, however long it is', () => {
  const { gateway, car, alarms } = setUp();
  sendAll(gateway, car, journal(car, 3 * most, { sealEvery: 99 }));
  expect(gateway.store.figures()).toMatchObject({ records: 3 * most });
  expect(alarms).toEqual([]);
});

test('what comes with a signature over it is taken though the room is full, and makes room', () => {
  const { gateway, car } = setUp();
  const late = journal(car, most);
  sendAll(gateway, car, late);
  for (let record = 0; record < 10; record++) late.write(lockChanged, 1000, monday);
  expect(gateway.ingest(car, late.batch(most + 1)).outcomes).toEqual(['beyond']);
  late.write(sealed, 1000, monday);
  late.write(lockChanged, 1000, monday);
  const result = gateway.ingest(car, late.batch(most + 1));
  expect(gateway.receipts(car, result)).toMatchObject([{ through: most + 12 }]);
});

test('journals in which a car has signed nothing share one room; one that it has signed has its own', () => {
  const { gateway, car } = setUp();
  const own = journal(car, most, { sealEvery: most, name: 9 });
  sendAll(gateway, car, own);
  for (const name of [1, 2]) sendAll(gateway, car, journal(car, most / 2, { name }));
  expect(gateway.ingest(car, journal(car, 2, { name: 3 }).batch()).outcomes).toEqual(['beyond']);
  own.write(lockChanged, 1000, monday);
  expect(gateway.ingest(car, own.batch(most + 1)).outcomes).toEqual(['stored']);
});

test('places of records that cannot be read need room as well', () => {
  const { gateway, car } = setUp({ mostRejectedMessages: 1 });
  const unreadable = new JournalWriter(car);
  unreadable.write(firstOpened, 1000, monday);
  for (let seq = 2; seq <= most + 100; seq++) unreadable.write(lockChanged, 1000, monday, { kind: 4 });
  expect(sendAll(gateway, car, unreadable).slice(-2)).toEqual(['rejected', 'beyond']);
});

test('the bound holds after a restart, and what was signed needs no room then either', () => {
  const { gateway, car } = setUp();
  const own = journal(car, 2 * most + 50, { sealEvery: most, name: 9 });
  sendAll(gateway, car, own);
  sendAll(gateway, car, journal(car, most));
  const again = new TestStore(gateway.database, {}, silentLog, { mostUnsignedRecords: most });
  expect(again.ingest(car, journal(car, 2, { name: 2 }).batch()).outcomes).toEqual(['beyond']);
  for (let more = 0; more < most - 50; more++) own.write(lockChanged, 1000, monday);
  expect(sendAll(again, car, own).at(-1)).toBe('stored');
  own.write(lockChanged, 1000, monday);
  expect(again.ingest(car, own.batch(3 * most + 1)).outcomes).toEqual(['beyond']);
});

test('the room of one car is not that of another', () => {
  const { gateway, car } = setUp();
  sendAll(gateway, car, journal(car, most));
  const other = gateway.addCar('car-2');
  expect(gateway.ingest(other, journal(other, 2).batch()).outcomes).toEqual(['stored']);
});
