import { expect, test } from 'vitest';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

const setUp = (records = 9) => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  for (let count = 1; count < records; count++) journal.write(lockChanged, 1000 + count, monday);
  return { gateway, car, journal };
};

test('records behind a gap are stored, and what is missing is asked for (D5)', () => {
  const { gateway, car, journal } = setUp();
  const result = gateway.ingest(car, journal.batch(1, 2), journal.batch(5, 6), journal.batch(9));
  expect(result.outcomes).toEqual(['stored', 'stored', 'stored']);
  expect(gateway.receipts(car, result)).toMatchObject([
    {
      through: 2,
      link: journal.link(2),
      missing: [
        { from: 3, to: 4 },
        { from: 7, to: 8 },
      ],
    },
  ]);
});

test('records behind a gap wait: the car is where the last one before it left it (D5)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 2), journal.batch(5, 9));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1001);
  gateway.ingest(car, journal.batch(3, 4));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1008);
});

test('a gap that closes moves the receipt to the end (D5)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(4, 9), journal.batch(1, 2));
  const [receipt] = gateway.receipts(car, gateway.ingest(car, journal.batch(3, 3)));
  expect(receipt).toMatchObject({ through: 9, link: journal.link(9) });
  expect(receipt).not.toHaveProperty('missing');
});

test('a journal whose beginning is missing is at its genesis link (clause 3.6)', () => {
  const { gateway, car, journal } = setUp();
  const [receipt] = gateway.receipts(car, gateway.ingest(car, journal.batch(3, 4)));
  expect(receipt).toMatchObject({ through: 0, link: journal.link(0), missing: [{ from: 1, to: 2 }] });
});

test('a receipt never asks for what is stored beyond the part that it looked at (clause 4.2)', () => {
  const { gateway, car, journal } = setUp(2200);
  gateway.ingest(car, journal.batch(1, 1));
  for (let from = 3; from <= 2200; from += 100)
    gateway.ingest(car, journal.batch(from, Math.min(from + 99, 2200)));
  const notice = journal.lossNotice({ fromSeq: 2201, toSeq: 2202, reason: 'damaged' });
  const lost = gateway.store.ingest([gateway.message(car, notice, 'losses')]);
  expect(gateway.receipts(car, lost)).toMatchObject([{ through: 1, missing: [{ from: 2, to: 2 }] }]);
});
