import { expect, test } from 'vitest';
import { encodeBatch } from '../../../protocol/messages/batch.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { monday, TestStore } from '../../support/store.ts';

const garbage = new Uint8Array([0xff, 0x00, 0x01]);

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  const first = journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1001, monday);
  const third = journal.write(lockChanged, 1002, monday);
  return { gateway, car, journal, first, third };
};

test('a record that cannot be decoded, and comes again so, is kept raw, named in the receipt and passed over (D4)', () => {
  const { gateway, car, journal, first, third } = setUp();
  const records = [first.raw, garbage, third.raw];
  const batch = encodeBatch({ journal: journal.journal, firstSeq: 1, records });
  gateway.ingest(car, batch);
  const result = gateway.ingest(car, batch);
  expect(gateway.receipts(car, result)).toMatchObject([
    { through: 3, link: journal.link(3), rejected: [{ from: 2, to: 2 }] },
  ]);
  expect(gateway.store.rejected(10)).toMatchObject([{ seq: 2, topic: 'records' }]);
  expect(gateway.store.figures()).toMatchObject({ records: 2, rejected: 1 });
});

test('a known kind with a body that is not as specified is rejected (clause 3.7)', () => {
  const { gateway, car } = setUp();
  const journal = new JournalWriter(car, 'b1b2b3b4b5b6b7b8');
  journal.write(lockChanged, 1000, monday, { kind: 4 });
  expect(gateway.ingest(car, journal.batch()).outcomes).toEqual(['rejected']);
});

test('a rejected record stays in the receipts until the car says that it has set it aside (D4)', () => {
  const { gateway, car, journal, first, third } = setUp();
  const records = [first.raw, garbage, third.raw];
  const batch = encodeBatch({ journal: journal.journal, firstSeq: 1, records });
  gateway.ingest(car, batch, batch);
  const setAside = { kind: 'set-aside', journal: journal.journal, fromSeq: 2, toSeq: 2 } as const;
  journal.write(setAside, 1003, monday);
  journal.write(lockChanged, 1004, monday);
  const [before] = gateway.receipts(car, gateway.ingest(car, journal.batch(3, 3)));
  expect(before).toMatchObject({ rejected: [{ from: 2, to: 2 }] });
  const [after] = gateway.receipts(car, gateway.ingest(car, journal.batch(4, 5)));
  expect(after).toMatchObject({ through: 5 });
  expect(after).not.toHaveProperty('rejected');
});

test('an envelope that cannot be decoded is kept raw and named by its digest (D4, clause 4.2)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 1));
  const result = gateway.ingest(car, garbage);
  expect(result.outcomes).toEqual(['rejected']);
  expect(gateway.receipts(car, result)).toMatchObject([
    { through: 1, unreadable: [sha256(garbage).subarray(0, 16)] },
  ]);
  const [kept] = gateway.store.rejected(10);
  expect(kept).toMatchObject({ journal: null, seq: null });
  expect(Buffer.from(kept?.raw ?? [])).toEqual(Buffer.from(garbage));
});

test('what cannot be decoded is kept once, however often it comes (D4)', () => {
  const { gateway, car } = setUp();
  gateway.ingest(car, garbage);
  expect(gateway.ingest(car, garbage).outcomes).toEqual(['dropped']);
  expect(gateway.store.figures()).toMatchObject({ rejected: 1, duplicates: 1 });
});

test('a batch whose seqs go beyond what can be counted is rejected as a whole', () => {
  const { gateway, car, journal, first } = setUp();
  const batch = encodeBatch({
    journal: journal.journal,
    firstSeq: Number.MAX_SAFE_INTEGER,
    records: [first.raw],
  });
  expect(gateway.ingest(car, batch).outcomes).toEqual(['rejected']);
});
