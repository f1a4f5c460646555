import { expect, test } from 'vitest';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

test('a kind that is unknown here is stored and moves the odometer (clause 10.3)', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1500, monday, { kind: 4711 });
  const result = gateway.ingest(car, journal.batch());
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 2 }]);
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1500, unassignedMetres: 500 });
});

test('a record whose body is withheld is stored and keeps the chain (D2)', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday, { bodyBytes: null });
  journal.write(lockChanged, 1000, monday);
  const result = gateway.ingest(car, journal.batch());
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 2, link: journal.link(2) }]);
});
