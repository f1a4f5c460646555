import { expect, test } from 'vitest';
import { customerId, driverId, keyId } from '../../../protocol/ids.ts';
import { decodeToken } from '../../../protocol/token/token.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { closed, firstOpened, opened } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { p256Key, sha256 } from '../../support/signing-keys.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

const ann = driverId('ann');

/** The clock stands an hour before `monday`. */
function setUp() {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const key = gateway.store.enrolPhone(ann, p256Key(sha256(new Uint8Array([1]))).publicKey);
  const reservations = () => gateway.store.tokensFor(key).map(({ reservation }) => reservation);
  return { gateway, store: gateway.store, clock: gateway.clock, car, key, reservations };
}

test('a phone gets a token for each reservation that runs or begins within 24 hours (clause 11.6)', () => {
  const { gateway, store, car, key } = setUp();
  const soon = gateway.reserve(car, 2, 5);
  gateway.reserve(car, 23, 25);
  const [granted, ...others] = store.tokensFor(key);
  expect(others).toEqual([]);
  expect(granted).toMatchObject({
    reservation: soon,
    car: 'car-1',
    startsAt: monday + hours(2),
    endsAt: monday + hours(5),
  });
  const { claims } = decodeToken(granted?.token ?? new Uint8Array());
  expect(claims).toMatchObject({ audience: 'car-1', rights: { reservation: soon } });
});

test('tokens come by the start of their reservations', () => {
  const { gateway, reservations } = setUp();
  const later = gateway.reserve(gateway.addCar('car-2'), 6, 8);
  const sooner = gateway.reserve(gateway.addCar('car-3'), 2, 5);
  expect(reservations()).toEqual([sooner, later]);
});

test('a late driver gets tokens as long as they would be good, and none after that', async () => {
  const { gateway, car, clock, reservations } = setUp();
  const reservation = gateway.reserve(car, 2, 5);
  await clock.advance(hours(1 + 5 + 24) - 1);
  expect(reservations()).toEqual([reservation]);
  await clock.advance(1);
  expect(reservations()).toEqual([]);
});

test('there are none for cancelled reservations and for those of other drivers', () => {
  const { gateway, store, car, reservations } = setUp();
  store.cancelReservation(gateway.reserve(car, 2, 5));
  const bob = driverId('bob');
  store.addDriver(bob);
  store.allowDriver(bob, customerId('acme'));
  store.addReservation({
    car: car.car,
    customer: customerId('acme'),
    driver: bob,
    startsAt: epochMilliseconds(monday + hours(6)),
    endsAt: epochMilliseconds(monday + hours(8)),
  });
  expect(reservations()).toEqual([]);
});

test('there is none once the car is returned', () => {
  const { gateway, car, reservations } = setUp();
  const reservation = gateway.reserve(car, 2, 5);
  const journal = new JournalWriter(car);
  const start = monday + hours(2);
  journal.write(firstOpened, 5000, monday);
  journal.write(opened(reservation), 5000, start);
  gateway.ingest(car, journal.batch());
  expect(reservations()).toEqual([reservation]);
  journal.write(closed(reservation, start + minutes(60)), 5000, start + minutes(60));
  gateway.ingest(car, journal.batch());
  expect(reservations()).toEqual([]);
});

test('who asks again within a minute gets the same token, later a new one', async () => {
  const { gateway, store, clock, car, key } = setUp();
  gateway.reserve(car, 2, 5);
  const first = store.tokensFor(key);
  await clock.advance(minutes(1) - 1);
  expect(store.tokensFor(key)).toEqual(first);
  await clock.advance(1);
  expect(store.tokensFor(key)).not.toEqual(first);
});

test('a reservation whose end was moved gets a new token at once', () => {
  const { gateway, store, car, key } = setUp();
  const reservation = gateway.reserve(car, 2, 5);
  const [first] = store.tokensFor(key);
  store.changeReservation(reservation, epochMilliseconds(monday + hours(6)));
  const [second] = store.tokensFor(key);
  expect(second?.endsAt).toBe(monday + hours(6));
  expect(second?.token).not.toEqual(first?.token);
});

test('at most 16 tokens are given at a time', () => {
  const { gateway, store, key } = setUp();
  for (let number = 0; number < 17; number++) gateway.reserve(gateway.addCar(`fleet-${number}`), 2, 5);
  expect(store.tokensFor(key)).toHaveLength(16);
});

test('a key that is not enrolled gets none', () => {
  const { store } = setUp();
  expect(() => store.tokensFor(keyId('0000000000000000'))).toThrow(
    expect.objectContaining({ code: 'phone-not-enrolled' }),
  );
});
