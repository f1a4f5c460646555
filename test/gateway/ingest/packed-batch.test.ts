import { expect, test } from 'vitest';
import { packBatch } from '../../../protocol/messages/packed-batch.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  for (let second = 1; second < 5; second++)
    journal.write(lockChanged, 1000 + second, monday + 1_000 * second);
  const packed = (from: number, to: number) =>
    packBatch(
      {
        journal: journal.journal,
        firstSeq: from,
        records: journal.records.slice(from - 1, to).map(({ raw }) => raw),
      },
      sha256,
    );
  return { gateway, car, journal, packed };
};

test('packed records are stored as they were signed, in any mixture with the plain form (clause 4.6)', () => {
  const { gateway, car, journal, packed } = setUp();
  expect(packed(1, 2).length).toBeLessThan(journal.batch(1, 2).length);
  gateway.ingest(car, packed(1, 2));
  gateway.ingest(car, journal.batch(3, 3));
  const result = gateway.ingest(car, packed(4, 5));
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 5, link: journal.link(5) }]);
  expect(gateway.ingest(car, journal.batch()).outcomes).toEqual(['dropped']);
  expect(gateway.store.figures()).toMatchObject({ records: 5, quarantined: 0 });
});

test('a packed batch that cannot be unpacked is kept raw and named by its digest (D4)', () => {
  const { gateway, car, packed } = setUp();
  const damaged = packed(1, 3).map((byte, at, all) => (at === all.length - 1 ? 0x61 : byte));
  const result = gateway.ingest(car, damaged);
  expect(result.outcomes).toEqual(['rejected']);
  const [kept] = gateway.store.rejected(10);
  expect(Buffer.from(kept?.raw ?? [])).toEqual(Buffer.from(damaged));
});
