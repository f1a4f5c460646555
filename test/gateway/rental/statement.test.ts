import { expect, test } from 'vitest';
import { closed, firstOpened, opened, trip } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

test('a closed and sealed rental gets a statement with the price of the rules (D10, T4, T6, T10)', () => {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const reservation = gateway.reserve(car, 2, 5);
  const start = monday + hours(2);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1_000_000, monday);
  journal.write(opened(reservation), 1_000_000, start);
  journal.write(trip(1_000_000, 1_090_000), 1_090_000, start + minutes(70));
  journal.write(trip(1_090_000, 1_150_400), 1_150_400, start + minutes(170));
  journal.write(closed(reservation, start + minutes(180)), 1_150_400, start + minutes(180));

  gateway.ingest(car, journal.batch());

  const [statement] = gateway.store.statement(reservation);
  expect(statement).toMatchObject({
    car: 'car-1',
    version: 1,
    records: { journal: journal.journal, fromSeq: 2, toSeq: 5 },
    openedOdometerMetres: 1_000_000,
    closedOdometerMetres: 1_150_400,
    distanceMetres: 150_400,
    contract: { customer: 'acme', driver: 'ann', formula: 'START', plus: false, priceClass: 'S' },
    price: { ok: true, priceList: 'business-2026-03', totalCents: 705 + 4000 + 1550 },
    remarks: [],
  });
  expect(statement?.trips.map(({ distanceMetres }) => distanceMetres)).toEqual([90_000, 60_400]);
  expect(statement?.price.ok && statement.price.lines.map(({ code, rule }) => [code, rule])).toEqual([
    ['time.hour', 'T4'],
    ['km.first-100', 'T10'],
    ['km.beyond-100', 'T10'],
  ]);
});
