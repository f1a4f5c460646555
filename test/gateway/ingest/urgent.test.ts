import { expect, test } from 'vitest';
import type { Fact } from '../../../protocol/messages/registry.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

const alarm: Fact = { kind: 'alarm', alarm: 'moved-without-ignition', raised: true };

test('an alarm is shown at its arrival, and once, though records before it are missing (D5)', () => {
  const lines: object[] = [];
  const log = {
    ...silentLog,
    warn: (fields: object, message: string) => void lines.push({ ...fields, message }),
  };
  const gateway = new TestStore(openMemory(), {}, log);
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1000, monday);
  journal.write(alarm, 1000, monday);
  gateway.ingest(car, journal.batch(3, 3));
  const shown = { car: 'car-1', alarm: 'moved-without-ignition', raised: true, message: 'alarm' };
  expect(lines).toEqual([shown]);
  gateway.ingest(car, journal.batch(1, 3));
  expect(lines).toEqual([shown]);
});

test('what is set aside is told in the log, with its car (D4)', () => {
  const lines: object[] = [];
  const log = {
    ...silentLog,
    warn: (fields: object, message: string) => void lines.push({ ...fields, message }),
  };
  const gateway = new TestStore(openMemory(), {}, log);
  const car = gateway.addCar();
  gateway.ingest(car, new Uint8Array([0xff]));
  expect(lines).toEqual([{ car: 'car-1', rejected: 1, quarantined: 0, message: 'set aside' }]);
});
