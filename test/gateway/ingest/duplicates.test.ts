import { expect, test } from 'vitest';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  for (const fact of [firstOpened, lockChanged, lockChanged]) journal.write(fact, 1000, monday);
  return { gateway, car, journal };
};

test('the same record again is dropped, counted and answered with a receipt (D4)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch());
  const again = gateway.ingest(car, journal.batch());
  expect(again.outcomes).toEqual(['dropped']);
  expect(gateway.receipts(car, again)).toMatchObject([{ journal: journal.journal, through: 3 }]);
  expect(gateway.store.figures()).toMatchObject({ records: 3, duplicates: 3 });
});

test('a batch of which a part is new is stored in that part (D4)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 2));
  expect(gateway.ingest(car, journal.batch(2, 3)).outcomes).toEqual(['stored']);
  expect(gateway.store.figures()).toMatchObject({ records: 3, duplicates: 1 });
});

test('the same record twice in one group of messages is stored once (D4)', () => {
  const { gateway, car, journal } = setUp();
  const { outcomes } = gateway.ingest(car, journal.batch(), journal.batch());
  expect(outcomes).toEqual(['stored', 'dropped']);
});

test('seqs are unique within a journal and a car, not beyond (D4)', () => {
  const { gateway, car, journal } = setUp();
  const other = gateway.addCar('car-2');
  const sameJournalName = new JournalWriter(other, journal.journal);
  sameJournalName.write(firstOpened, 2000, monday);
  gateway.ingest(car, journal.batch());
  expect(gateway.ingest(other, sameJournalName.batch()).outcomes).toEqual(['stored']);
});
