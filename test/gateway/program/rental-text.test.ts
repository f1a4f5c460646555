import { expect, test } from 'vitest';
import { listed, rentalTable, rentalText } from '../../../gateway/program/rental-text.ts';
import { closed, firstOpened, opened, trip } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

const start = monday + hours(2);

/** A rental of which the records have come until the car was `opened`, or all of them. */
function rentals(until: 'opened' | 'closed') {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const reservation = gateway.reserve(car, 2, 5);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1_000_000, monday);
  journal.write(opened(reservation), 1_000_000, start);
  if (until === 'closed') {
    journal.write(trip(1_000_000, 1_150_400), 1_150_400, start + minutes(170));
    journal.write(closed(reservation, start + minutes(180)), 1_150_400, start + minutes(180));
  }
  gateway.ingest(car, journal.batch());
  return { reservation, list: listed(gateway.store.rentals(), gateway.store.statements()) };
}

test('a rental with its statement stands in the list with kilometres and price', () => {
  const { reservation, list } = rentals('closed');
  expect(rentalTable(list).split('\n')).toEqual([
    expect.stringMatching(/^reservation +car +opened +returned +km +EUR$/),
    `${reservation}  car-1  2026-06-01 10:00:00  2026-06-01 13:00:00  150.400  62.55  billed`,
  ]);
});

test('a rental under way has neither, and is told by what is known', () => {
  const { reservation, list } = rentals('opened');
  expect(list).toMatchObject([{ billed: false, totalCents: null }]);
  expect(rentalTable(list)).toMatch(/car-1 {2}2026-06-01 10:00:00 .* under way$/);
  expect(list.map(rentalText)).toEqual([
    `Rental ${reservation}: car-1, under way\n  opened   2026-06-01 10:00:00  odometer 1000.000 km`,
  ]);
});

test.each([
  [{ standing: 'closed', billed: false }, /not signed all of it$/],
  [{ standing: 'closed', billed: true, totalCents: null }, /no price: see the rental$/],
  [{ standing: 'incomplete', billed: false }, /records are missing: kilometres unassigned$/],
] as const)('%j says what is wrong', (changes, why) => {
  const { list } = rentals('closed');
  expect(rentalTable(list.map((rental) => ({ ...rental, ...changes })))).toMatch(why);
});

test('nothing rented is a list with its head alone', () => {
  expect(rentalTable([]).split('\n')).toHaveLength(1);
});
