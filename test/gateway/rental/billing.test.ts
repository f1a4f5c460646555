import { expect, test } from 'vitest';
import type { ReservationId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import {
  closed,
  firstOpened,
  foreign,
  lockChanged,
  opened,
  rebased,
  sealedByAge,
  trip,
} from '../../support/journeys.ts';
import { JournalWriter, type RecordOverrides } from '../../support/records.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

const start = monday + hours(2);

const setUp = ({ formula = 'START', plus = false, priceClass = 'S' } = {}) => {
  const gateway = new TestStore();
  gateway.addPeople(formula, plus);
  const car = gateway.addCar('car-1', priceClass);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 5000, monday);
  return { gateway, car, journal };
};

/** Ten records, of which 3 to 6 are a rental of 60 km that ends after two hours. */
const writeRental = (journal: JournalWriter, reservation: ReservationId, closing: RecordOverrides = {}) => {
  journal.write(lockChanged, 6000, start);
  journal.write(opened(reservation), 6000, start);
  journal.write(trip(6000, 40_000), 40_000, start + minutes(60));
  journal.write(trip(40_000, 66_000), 66_000, start + minutes(110));
  journal.write(closed(reservation, start + minutes(120)), 66_000, start + minutes(120), closing);
  for (let count = 0; count < 4; count++) journal.write(lockChanged, 66_000, start + minutes(130));
};

const codesOf = ({ store }: TestStore, reservation: ReservationId) =>
  store.statement(reservation).flatMap(({ price }) => (price.ok ? price.lines.map(({ code }) => code) : []));

test('a rental is billed while records before it are missing (D5)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch(3, 10));
  expect(gateway.store.statement(reservation)).toMatchObject([
    { distanceMetres: 60_000, price: { totalCents: 470 + 2400 } },
  ]);
  expect(gateway.store.rentals()).toEqual([]);
  gateway.ingest(car, journal.batch(1, 2));
  expect(gateway.store.statement(reservation)).toHaveLength(1);
  expect(gateway.store.account(car.car)).toMatchObject({ billedMetres: 60_000, unassignedMetres: 1000 });
});

test('a rental with a record missing is not billed, and is as soon as it arrives (D5)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch(1, 3), journal.batch(5, 10));
  expect(gateway.store.statement(reservation)).toEqual([]);
  gateway.ingest(car, journal.batch(4, 4));
  expect(gateway.store.statement(reservation)).toHaveLength(1);
});

test('a rental of which a record is lost for good is not billed: its way is unassigned (D5)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch(1, 3), journal.batch(5, 10));
  const lost = journal.lossNotice({ fromSeq: 4, toSeq: 4, reason: 'damaged' });
  gateway.store.ingest([gateway.message(car, lost, 'losses')]);
  expect(gateway.store.statement(reservation)).toEqual([]);
  expect(gateway.store.rentals()).toMatchObject([{ reservation, standing: 'incomplete' }]);
  expect(gateway.store.unassigned(car.car)).toMatchObject([
    { cause: 'between-rentals', distanceMetres: 1000 },
    { cause: 'records-missing', distanceMetres: 60_000 },
  ]);
});

test('a closing with a wrong signature waits for a later one over the same chain (D5, clause 3.8)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  writeRental(journal, reservation, { signature: new Uint8Array(64) });
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toEqual([]);
  expect(gateway.store.account(car.car)).toMatchObject({ billedMetres: 0, unsealedMetres: 60_000 });
  journal.write(sealedByAge, 66_000, start + minutes(190));
  gateway.ingest(car, journal.batch(11, 11));
  expect(gateway.store.statement(reservation)).toHaveLength(1);
  expect(gateway.store.account(car.car)).toMatchObject({ billedMetres: 60_000, unsealedMetres: 0 });
});

test('steps of the odometer within the rental are not billed (D9)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  journal.write(opened(reservation), 5000, start);
  journal.write(rebased(15_000, 915_000), 915_000, start + minutes(30));
  journal.write(closed(reservation, start + minutes(120)), 925_000, start + minutes(120));
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toMatchObject([
    {
      openedOdometerMetres: 5000,
      closedOdometerMetres: 925_000,
      rebasedMetres: 900_000,
      distanceMetres: 20_000,
    },
  ]);
  expect(gateway.store.account(car.car)).toMatchObject({ billedMetres: 20_000, rebasedMetres: 900_000 });
});

test('formula and PLUS are the customer’s, the price class is the car’s (D10)', () => {
  const { gateway, car, journal } = setUp({ formula: 'COMFORT', plus: true, priceClass: 'M' });
  const reservation = gateway.reserve(car, 2, 4);
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch());
  const [statement] = gateway.store.statement(reservation);
  expect(statement?.contract).toMatchObject({ formula: 'COMFORT', plus: true, priceClass: 'M' });
  expect(codesOf(gateway, reservation)).toContain('km.plus');
});

test('a car that is back after the end of its reservation is late (T9)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 3);
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch());
  expect(codesOf(gateway, reservation)).toContain('late.unannounced-fee');
});

test('a later end that was asked for in time counts for the price (T8)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 3);
  gateway.store.changeReservation(reservation, epochMilliseconds(monday + hours(4)));
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch());
  expect(codesOf(gateway, reservation)).toEqual(['time.hour', 'km.first-100']);
});

test('a car that is back before the reserved start counts as returned at the start, and says so (T6)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  journal.write(opened(reservation), 5000, start - minutes(14));
  journal.write(closed(reservation, start - minutes(4)), 7000, start - minutes(4));
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toMatchObject([
    { remarks: ['returned-before-start'], price: { ok: true } },
  ]);
});

test('a cancelled reservation that was used all the same is priced, and says so', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  gateway.store.cancelReservation(reservation);
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toMatchObject([
    { remarks: ['reservation-cancelled'], price: { ok: true } },
  ]);
});

test('a rental that the driver did not end is marked for the operator (D15)', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  journal.write(opened(reservation), 5000, start);
  const end = closed(reservation, start + minutes(60), { cause: 'abandoned', returnedAtQuality: 'token' });
  journal.write(end, 5000, start + minutes(140));
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toMatchObject([{ remarks: ['abandoned', 'clock-uncertain'] }]);
});

test('a reservation that is not known here gives a statement without a price', () => {
  const { gateway, car, journal } = setUp();
  writeRental(journal, foreign);
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(foreign)).toMatchObject([
    { contract: null, price: { ok: false, error: { code: 'reservation-unknown' } } },
  ]);
});

test('a reservation of another car does not price this one’s rental', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(gateway.addCar('car-2'), 2, 4);
  writeRental(journal, reservation);
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toMatchObject([{ contract: null, price: { ok: false } }]);
});

test('a second rental on one reservation is left to a person', () => {
  const { gateway, car, journal } = setUp();
  const reservation = gateway.reserve(car, 2, 4);
  writeRental(journal, reservation);
  journal.write(opened(reservation), 66_000, start + minutes(140));
  journal.write(closed(reservation, start + minutes(150)), 67_000, start + minutes(150));
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toMatchObject([
    { price: { ok: true } },
    { price: { ok: false, error: { code: 'reservation-used-twice' } } },
  ]);
});
