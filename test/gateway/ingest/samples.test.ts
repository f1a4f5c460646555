import { expect, test } from 'vitest';
import { journalId } from '../../../protocol/ids.ts';
import { encodeSampleBatch } from '../../../protocol/messages/sample.ts';
import { type LogFields, silentLog } from '../../../protocol/runtime.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

const sample = {
  wallTime: epochMilliseconds(monday),
  clockQuality: 'gnss',
  odometerMetres: metres(1000),
  odometerSource: 'pid-a6',
} as const;
const journal = journalId('a1a2a3a4a5a6a7a8');
const batch = (firstSeq: number) => encodeSampleBatch({ journal, firstSeq, samples: [sample, sample] });

test('samples are stored once by car, journal and seq, and need no receipt (clause 4.4)', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const ingest = (firstSeq: number) =>
    gateway.store.ingest([gateway.message(car, batch(firstSeq), 'samples')]);
  expect(ingest(1)).toMatchObject({ outcomes: ['stored'], receipts: [] });
  expect(ingest(2)).toMatchObject({ outcomes: ['stored'], receipts: [] });
  expect(ingest(1)).toMatchObject({ outcomes: ['dropped'], receipts: [] });
  expect(gateway.store.figures()).toMatchObject({ samples: 3, records: 0 });
});

test('of a car a bounded number is kept; more is counted in the log alone (D13)', () => {
  const alarms: LogFields[] = [];
  const log = { ...silentLog, error: (fields: LogFields) => void alarms.push(fields) };
  const gateway = new TestStore(openMemory(), {}, log, { mostSamples: 3 });
  const car = gateway.addCar();
  const ingest = (store: TestStore['store'], firstSeq: number) =>
    store.ingest([gateway.message(car, batch(firstSeq), 'samples')]).outcomes;
  expect(ingest(gateway.store, 1)).toEqual(['stored']);
  expect(ingest(gateway.store, 3)).toEqual(['stored']);
  expect(alarms).toEqual([{ car: 'car-1', samples: 1 }]);
  const again = new TestStore(gateway.database, {}, silentLog, { mostSamples: 3 });
  expect(ingest(again.store, 5)).toEqual(['dropped']);
  expect(again.store.figures()).toMatchObject({ samples: 3 });
});
