import { expect, test } from 'vitest';
import { closed, firstOpened, lockChanged, opened, sealedByAge } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { hours, monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const reservation = gateway.reserve(car, 2, 4);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 5000, monday);
  return { gateway, car, reservation, journal };
};

const bills = ({ store }: TestStore) =>
  store.bills().map(({ standing, statement: { price } }) => [standing, price.ok ? price.lines : price]);

test('never used and not cancelled costs the reserved time, once the tokens have expired (T6)', () => {
  const { gateway, car, journal } = setUp();
  journal.write(sealedByAge, 5000, monday + hours(27));
  gateway.ingest(car, journal.batch());
  expect(bills(gateway)).toEqual([]);
  journal.write(sealedByAge, 5000, monday + hours(28));
  gateway.ingest(car, journal.batch(3));
  expect(bills(gateway)).toMatchObject([['draft', [{ code: 'time.hour', quantity: 2, amountCents: 470 }]]]);
  expect(gateway.store.statements()).toEqual([]);
});

test('what is missing in that time might have been the use: nothing is billed', () => {
  const { gateway, car, journal } = setUp();
  journal.write(lockChanged, 5000, monday + hours(3));
  journal.write(sealedByAge, 5000, monday + hours(30));
  gateway.ingest(car, journal.batch(1, 1), journal.batch(3, 3));
  const lost = journal.lossNotice({ fromSeq: 2, toSeq: 2, reason: 'damaged' });
  gateway.store.ingest([gateway.message(car, lost, 'losses')]);
  journal.write(sealedByAge, 5000, monday + hours(31));
  gateway.ingest(car, journal.batch(4));
  expect(bills(gateway)).toEqual([]);
});

test('cancelled within 24 hours of the start costs 30 %, at once; earlier is free and gives no bill (T7)', async () => {
  const { gateway, car, reservation } = setUp();
  gateway.store.cancelReservation(reservation);
  expect(bills(gateway)).toMatchObject([['draft', [{ code: 'time.cancelled', amountCents: 141 }]]]);
  const later = gateway.reserve(car, 50, 52);
  gateway.store.cancelReservation(later);
  expect(bills(gateway)).toHaveLength(1);
});

test('a cancelled reservation that was used all the same is billed as used, and the other bill is gone', () => {
  const { gateway, car, reservation, journal } = setUp();
  gateway.store.cancelReservation(reservation);
  journal.write(opened(reservation), 5000, monday + hours(2));
  journal.write(closed(reservation, monday + hours(4)), 5000, monday + hours(4));
  gateway.ingest(car, journal.batch());
  expect(bills(gateway)).toMatchObject([['draft', [{ code: 'time.hour', amountCents: 470 }]]]);
  expect(gateway.store.versions(reservation).map(({ standing }) => standing)).toEqual(['replaced', 'draft']);
});
