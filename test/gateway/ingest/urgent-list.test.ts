import { expect, test } from 'vitest';
import { carId } from '../../../protocol/ids.ts';
import type { Fact } from '../../../protocol/messages/registry.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

const alarm: Fact = { kind: 'alarm', alarm: 'moved-without-ignition', raised: true };

function begun() {
  const gateway = new TestStore();
  const journal = new JournalWriter(gateway.addCar());
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1000, monday);
  journal.write(alarm, 1000, monday);
  journal.write({ kind: 'alarm', alarm: 'moved-without-ignition', raised: false }, 1000, monday);
  return { gateway, journal, car: journal.car };
}

test('an alarm is shown while records before it are missing, and said to wait for them (D5)', () => {
  const { gateway, journal, car } = begun();
  gateway.ingest(car, journal.batch(1, 1), journal.batch(3, 3));
  const shown = { car: 'car-1', kind: 'alarm', what: 'moved-without-ignition', raised: true, seq: 3 };
  expect(gateway.store.urgent(null, 10)).toMatchObject([{ ...shown, fate: 'waiting' }]);
  gateway.ingest(car, journal.batch(2, 2));
  expect(gateway.store.urgent(null, 10)).toMatchObject([{ ...shown, fate: 'applied' }]);
});

test('the latest comes first, of one car where it is asked for', () => {
  const { gateway, journal, car } = begun();
  gateway.ingest(car, journal.batch(1, 4));
  expect(gateway.store.urgent(car.car, 10).map(({ seq }) => seq)).toEqual([4, 3]);
  expect(gateway.store.urgent(car.car, 1).map(({ seq }) => seq)).toEqual([4]);
  expect(gateway.store.urgent(carId('car-2'), 10)).toEqual([]);
});
