import { expect, test } from 'vitest';
import { journalId } from '../../../protocol/ids.ts';
import { encodeBatch } from '../../../protocol/messages/batch.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  return { gateway, car, journal: new JournalWriter(car) };
};

test('another record of a seq that is stored is quarantined and acknowledged; the first stands (D4)', () => {
  const { gateway, car, journal } = setUp();
  journal.write(firstOpened, 1000, monday);
  const other = new JournalWriter(car);
  other.write(firstOpened, 9000, monday);
  gateway.ingest(car, journal.batch());
  const result = gateway.ingest(car, other.batch());
  expect(result.outcomes).toEqual(['rejected']);
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 1, link: journal.link(1) }]);
  expect(gateway.store.quarantined(10)).toMatchObject([
    { seq: 1, link: other.link(1), reason: 'another record of this seq is stored' },
  ]);
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1000);
});

test('a record that does not continue the chain, and comes again so, is quarantined, and the journal goes on behind it (D2, D4)', () => {
  const { gateway, car, journal } = setUp();
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1001, monday, { header: { link: new Uint8Array(32) } });
  journal.write(lockChanged, 1002, monday);
  gateway.ingest(car, journal.batch());
  const result = gateway.ingest(car, journal.batch());
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 3, link: journal.link(3) }]);
  expect(gateway.store.quarantined(10)).toMatchObject([{ seq: 2 }]);
  expect(gateway.store.gaps(car.car)).toMatchObject([{ fromSeq: 2, toSeq: 2, cause: 'quarantined' }]);
});

test('a record that waited behind a gap is checked against the chain when its turn comes (D2)', () => {
  const { gateway, car, journal } = setUp();
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1001, monday);
  journal.write(lockChanged, 1002, monday, { header: { link: new Uint8Array(32) } });
  gateway.ingest(car, journal.batch(3, 3));
  expect(gateway.store.figures()).toMatchObject({ records: 1, quarantined: 0 });
  gateway.ingest(car, journal.batch(1, 2));
  expect(gateway.store.figures()).toMatchObject({ records: 2, quarantined: 1 });
});

test("a record of another car's journal does not fit the genesis link (clause 3.6)", () => {
  const { gateway, car, journal } = setUp();
  const other = gateway.addCar('car-2');
  journal.write(firstOpened, 1000, monday);
  gateway.ingest(other, journal.batch());
  expect(gateway.store.quarantined(10)).toMatchObject([{ car: other.car, seq: 1 }]);
  expect(gateway.ingest(car, journal.batch()).outcomes).toEqual(['stored']);
});

test.each([
  ['seq', { seq: 2 }],
  ['journal', { journal: journalId('00000000000000ff') }],
])('a record whose header names another %s than its envelope is quarantined (D4)', (_, header) => {
  const { gateway, car, journal } = setUp();
  journal.write(firstOpened, 1000, monday, { header });
  expect(gateway.ingest(car, journal.batch()).outcomes).toEqual(['rejected']);
  expect(gateway.store.figures()).toMatchObject({ records: 0, quarantined: 1 });
});

test('a record whose body has another digest than its header says is quarantined (D2)', () => {
  const { gateway, car, journal } = setUp();
  journal.write(firstOpened, 1000, monday, { header: { bodyDigest: new Uint8Array(32) } });
  expect(gateway.ingest(car, journal.batch()).outcomes).toEqual(['rejected']);
  expect(gateway.store.figures()).toMatchObject({ records: 0, quarantined: 1 });
});

test('what is quarantined is kept as sent (D4)', () => {
  const { gateway, car, journal } = setUp();
  const { raw } = journal.write(firstOpened, 1000, monday, { header: { seq: 7 } });
  gateway.ingest(car, encodeBatch({ journal: journal.journal, firstSeq: 1, records: [raw] }));
  expect(Buffer.from(gateway.store.quarantined(1)[0]?.raw ?? [])).toEqual(Buffer.from(raw));
});
