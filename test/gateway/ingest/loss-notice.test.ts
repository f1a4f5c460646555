import { expect, test } from 'vitest';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter, recordingCar } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  for (let count = 1; count < 8; count++) journal.write(lockChanged, 1000 + count, monday);
  const ingestLoss = (payload: Uint8Array) => gateway.store.ingest([gateway.message(car, payload, 'losses')]);
  return { gateway, car, journal, ingestLoss };
};

test('a loss notice lets the records behind the gap be applied at once (D5)', () => {
  const { gateway, car, journal, ingestLoss } = setUp();
  gateway.ingest(car, journal.batch(1, 2), journal.batch(6, 8));
  const notice = journal.lossNotice({ fromSeq: 3, toSeq: 5, reason: 'damaged', linkAfter: journal.link(5) });
  const result = ingestLoss(notice);
  expect(result.outcomes).toEqual(['stored']);
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 8, link: journal.link(8) }]);
  expect(gateway.store.gaps(car.car)).toMatchObject([{ fromSeq: 3, toSeq: 5, cause: 'lost' }]);
});

test('a loss notice before the records behind it is remembered (D5)', () => {
  const { gateway, car, journal, ingestLoss } = setUp();
  gateway.ingest(car, journal.batch(1, 2));
  const lost = ingestLoss(journal.lossNotice({ fromSeq: 3, toSeq: 5, reason: 'no-space' }));
  expect(gateway.receipts(car, lost)).toMatchObject([{ through: 5, link: null }]);
  const rest = gateway.ingest(car, journal.batch(6, 8));
  expect(gateway.receipts(car, rest)).toMatchObject([{ through: 8 }]);
});

test('records within a range that was said to be lost count all the same (D5)', () => {
  const { gateway, car, journal, ingestLoss } = setUp();
  gateway.ingest(car, journal.batch(1, 2), journal.batch(4, 4));
  ingestLoss(journal.lossNotice({ fromSeq: 3, toSeq: 5, reason: 'damaged' }));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1003);
  expect(gateway.store.gaps(car.car)).toMatchObject([
    { fromSeq: 3, toSeq: 3 },
    { fromSeq: 5, toSeq: 5 },
  ]);
});

test('a loss notice that another car signed does nothing (D5)', () => {
  const { gateway, car, journal, ingestLoss } = setUp();
  gateway.ingest(car, journal.batch(1, 2), journal.batch(6, 8));
  const stranger = recordingCar('stranger');
  const forged = new JournalWriter({ ...stranger, car: car.car }, journal.journal);
  const result = ingestLoss(forged.lossNotice({ fromSeq: 3, toSeq: 5, reason: 'damaged' }));
  expect(result.outcomes).toEqual(['rejected']);
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 2 }]);
});

test('a loss notice with a wrong link behind it exposes the record that follows (D2)', () => {
  const { gateway, car, journal, ingestLoss } = setUp();
  gateway.ingest(car, journal.batch(1, 2), journal.batch(6, 8));
  ingestLoss(journal.lossNotice({ fromSeq: 3, toSeq: 5, reason: 'damaged', linkAfter: journal.link(1) }));
  expect(gateway.store.figures()).toMatchObject({ quarantined: 1 });
});
