import { expect, test } from 'vitest';
import { customerId } from '../../protocol/ids.ts';
import { firstOpened, lockChanged, sealedByAge, trip } from '../support/journeys.ts';
import { JournalWriter } from '../support/records.ts';
import { note } from '../support/rented.ts';
import { hours, monday, TestStore } from '../support/store.ts';

const driven = () => {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 5000, monday);
  journal.write(trip(6000, 9000), 9000, monday + hours(2));
  journal.write(lockChanged, 9000, monday + hours(3));
  journal.write(sealedByAge, 12_000, monday + hours(25));
  gateway.ingest(car, journal.batch(1, 2), journal.batch(4));
  gateway.store.ingest([
    gateway.message(car, journal.lossNotice({ fromSeq: 3, toSeq: 3, reason: 'damaged' }), 'losses'),
  ]);
  return { gateway, car };
};

test('ways without a rental and missing records stand by car and day, with likely causes', () => {
  const { gateway, car } = driven();
  const { ways, gaps } = gateway.store.unassignedReport(null);
  expect(ways.map(({ day, distanceMetres, cause }) => [day, distanceMetres, cause])).toEqual([
    ['2026-06-01', 1000, 'between-rentals'],
    ['2026-06-01', 3000, 'trip-outside-rental'],
    ['2026-06-02', 3000, 'records-missing'],
  ]);
  expect(ways.every(({ likely, assigned }) => likely !== 'not known' && assigned === null)).toBe(true);
  expect(gaps).toMatchObject([{ car: car.car, day: '2026-06-02', fromSeq: 3, toSeq: 3, cause: 'lost' }]);
});

test('an operator says what a way was, with who and why, or leaves it', () => {
  const { gateway } = driven();
  const [first, second, third] = gateway.store.unassignedReport(null).ways;
  if (first === undefined || second === undefined) throw new Error('no ways');
  gateway.store.assignWay(first, 'service', null, note);
  gateway.store.assignWay(second, 'customer', customerId('acme'), note);
  expect(gateway.store.unassignedReport(null).ways.map(({ assigned }) => assigned)).toEqual([
    { purpose: 'service', customer: null, note },
    { purpose: 'customer', customer: 'acme', note },
    third?.assigned,
  ]);
  gateway.store.assignWay(first, 'theft', null, note);
  expect(gateway.store.unassignedReport(null).ways[0]?.assigned?.purpose).toBe('theft');
});

test('a way that is not there, or a customer who is missing, is refused', () => {
  const { gateway } = driven();
  const [way] = gateway.store.unassignedReport(null).ways;
  if (way === undefined) throw new Error('no way');
  expect(() => gateway.store.assignWay({ ...way, seq: 99 }, 'service', null, note)).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
  for (const [purpose, customer] of [
    ['customer', null],
    ['theft', customerId('acme')],
  ] as const)
    expect(() => gateway.store.assignWay(way, purpose, customer, note)).toThrow(
      expect.objectContaining({ code: 'customer-missing' }),
    );
});
