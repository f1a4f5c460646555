import { describe, expect, test } from 'vitest';
import { customerId, driverId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { closed, firstOpened, opened } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

const setUp = ({ priceClass = 'S', formula = 'START' } = {}) => {
  const gateway = new TestStore();
  gateway.addPeople(formula);
  return { gateway, car: gateway.addCar('car-1', priceClass) };
};

const fault = (code: string) => expect.objectContaining({ code });
const at = (count: number) => epochMilliseconds(monday + hours(count));

describe('a reservation', () => {
  test.each([
    ['off the quarter-hours', 2.1, 5],
    ['shorter than an hour', 2, 2.75],
    ['longer than 30 days', 2, 2 + 30 * 24 + 1],
  ])('%s is refused (T3)', (_, from, to) => {
    const { gateway, car } = setUp();
    expect(() => gateway.reserve(car, from, to)).toThrow(fault('invalid-rental'));
  });

  test('that needs a price which is on no list is refused (T2)', () => {
    const { gateway, car } = setUp({ priceClass: 'XS' });
    expect(() => gateway.reserve(car, 2, 5)).not.toThrow();
    expect(() => gateway.reserve(car, 12, 20)).toThrow(fault('price-not-published'));
  });

  test('of a formula that is not on the list is refused (T1)', () => {
    const { gateway, car } = setUp({ formula: 'FLEX' });
    expect(() => gateway.reserve(car, 2, 5)).toThrow(fault('price-not-published'));
  });

  test('for a driver who may not drive for the customer is refused (D10)', () => {
    const { gateway, car } = setUp();
    gateway.store.addDriver(driverId('bob'));
    const wanted = { car: car.car, customer: customerId('acme'), driver: driverId('bob') };
    expect(() => gateway.store.addReservation({ ...wanted, startsAt: at(2), endsAt: at(5) })).toThrow(
      fault('driver-not-allowed'),
    );
  });

  test('of a car that is reserved then is refused; one that begins when the other ends is not', () => {
    const { gateway, car } = setUp();
    gateway.reserve(car, 2, 5);
    expect(() => gateway.reserve(car, 4, 6)).toThrow(fault('car-reserved'));
    expect(() => gateway.reserve(car, 1, 3)).toThrow(fault('car-reserved'));
    expect(() => gateway.reserve(car, 5, 6)).not.toThrow();
    expect(() => gateway.reserve(gateway.addCar('car-2'), 2, 5)).not.toThrow();
  });

  test('of a car that was returned early holds it no longer from then on', async () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 8);
    const journal = new JournalWriter(car);
    journal.write(firstOpened, 1000, monday);
    journal.write(opened(reservation), 1000, at(2));
    await gateway.clock.advance(hours(3));
    gateway.ingest(car, journal.batch());
    expect(() => gateway.reserve(car, 4, 6)).toThrow(fault('car-reserved'));
    journal.write(closed(reservation, at(3) + minutes(5)), 1000, at(3) + minutes(5));
    gateway.ingest(car, journal.batch());
    expect(() => gateway.reserve(car, 3, 6)).toThrow(fault('car-reserved'));
    expect(() => gateway.reserve(car, 3.25, 6)).not.toThrow();
  });

  test('that ends in the past is refused', async () => {
    const { gateway, car } = setUp();
    await gateway.clock.advance(hours(7));
    expect(() => gateway.reserve(car, 2, 5)).toThrow(fault('reservation-over'));
  });
});

describe('a change of the end (T8)', () => {
  test('is kept in the order asked, beside the end that was first agreed', async () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    gateway.store.changeReservation(reservation, at(6));
    await gateway.clock.advance(minutes(10));
    gateway.store.changeReservation(reservation, at(4));
    expect(gateway.store.reservations()).toMatchObject([{ firstEndsAt: at(5), endsAt: at(4) }]);
  });

  test('into the next reservation of the car hinders it', () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    gateway.reserve(car, 6, 8);
    expect(gateway.store.changeReservation(reservation, at(6))).toMatchObject({ hinders: false });
    expect(gateway.store.changeReservation(reservation, at(7))).toMatchObject({ hinders: true });
  });

  test('after the end that holds is refused', async () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    await gateway.clock.advance(hours(1 + 5) + 1);
    expect(() => gateway.store.changeReservation(reservation, at(9))).toThrow(fault('reservation-over'));
  });

  test('into the past, or to before the start, is refused (T3)', async () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    expect(() => gateway.store.changeReservation(reservation, at(1))).toThrow(fault('invalid-rental'));
    await gateway.clock.advance(hours(4));
    expect(() => gateway.store.changeReservation(reservation, at(2.75))).toThrow(fault('end-past'));
    gateway.store.changeReservation(reservation, at(4));
  });

  test('off the quarter-hours is refused (T3)', () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    expect(() => gateway.store.changeReservation(reservation, at(5.1))).toThrow(fault('invalid-rental'));
  });
});

describe('cancelling (T7)', () => {
  test('frees the car, and happens once', () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    gateway.store.cancelReservation(reservation);
    expect(() => gateway.reserve(car, 2, 5)).not.toThrow();
    expect(() => gateway.store.cancelReservation(reservation)).toThrow(fault('cancelled'));
  });

  test('is refused once the reservation has begun', async () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    await gateway.clock.advance(hours(1 + 2) + 1);
    expect(() => gateway.store.cancelReservation(reservation)).toThrow(fault('reservation-over'));
  });

  test('is refused once the car has been picked up early (D15)', () => {
    const { gateway, car } = setUp();
    const reservation = gateway.reserve(car, 2, 5);
    const journal = new JournalWriter(car);
    journal.write(firstOpened, 1000, monday);
    journal.write(opened(reservation), 1000, monday);
    gateway.ingest(car, journal.batch());
    expect(() => gateway.store.cancelReservation(reservation)).toThrow(fault('reservation-over'));
  });
});
