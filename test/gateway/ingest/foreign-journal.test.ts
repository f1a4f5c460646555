import { expect, test } from 'vitest';
import { journalId } from '../../../protocol/ids.ts';
import { encodeBatch } from '../../../protocol/messages/batch.ts';
import { packBatch } from '../../../protocol/messages/packed-batch.ts';
import { closed, firstOpened, lockChanged, opened, trip } from '../../support/journeys.ts';
import { JournalWriter, type WrittenRecord } from '../../support/records.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { minutes, monday, TestStore } from '../../support/store.ts';

const foreign = journalId('f0f1f2f3f4f5f6f7');

const setUp = () => {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const reservation = gateway.reserve(car, 0, 3);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(opened(reservation), 1000, monday);
  journal.write(trip(1000, 13_000), 13_000, monday + minutes(30));
  journal.write(closed(reservation, monday + minutes(40)), 13_000, monday + minutes(40));
  return { gateway, car, journal, reservation };
};

const raws = (records: readonly WrittenRecord[]): Uint8Array[] => records.map(({ raw }) => raw);
const garbage = new Uint8Array([0xff, 0x00, 0x01]);

/** Batches of another journal that nothing in them bears out, from the records of the car's own. */
const contradictions: readonly (readonly [string, (journal: JournalWriter) => Uint8Array])[] = [
  [
    'whose headers say this one',
    ({ records }) => encodeBatch({ journal: foreign, firstSeq: 1, records: raws(records) }),
  ],
  [
    'unpacked under its name, and linked to another beginning',
    ({ records }) => {
      const packed = packBatch(
        { journal: journalId('a1a2a3a4a5a6a7a8'), firstSeq: 1, records: raws(records) },
        sha256,
      );
      const named = Buffer.from(packed);
      named.set(Buffer.from(foreign, 'hex'), named.indexOf(Buffer.from('a1a2a3a4a5a6a7a8', 'hex')));
      return named;
    },
  ],
  ['that cannot be read', () => encodeBatch({ journal: foreign, firstSeq: 1, records: [garbage, garbage] })],
  [
    'without its beginning',
    ({ car }) => {
      const other = new JournalWriter(car, foreign);
      for (const odometerMetres of [5000, 6000, 7000]) other.write(lockChanged, odometerMetres, monday);
      return other.batch(2, 3);
    },
  ],
  [
    'with garbage for its beginning',
    ({ car }) => {
      const other = new JournalWriter(car, foreign);
      for (const odometerMetres of [5000, 6000, 7000]) other.write(lockChanged, odometerMetres, monday);
      const [, ...rest] = raws(other.records);
      return encodeBatch({ journal: foreign, firstSeq: 1, records: [garbage, ...rest] });
    },
  ],
];

test.each(contradictions)(
  'a batch of another journal %s does not end the one that the car writes (D5)',
  (_, batchOf) => {
    const { gateway, car, journal, reservation } = setUp();
    gateway.ingest(car, journal.batch(1, 2), batchOf(journal));
    const result = gateway.ingest(car, batchOf(journal), journal.batch(3, 4));
    const receipts = gateway.receipts(car, result);
    expect(receipts).toContainEqual(expect.objectContaining({ journal: journal.journal, through: 4 }));
    expect(gateway.store.figures()).toMatchObject({ late: 0 });
    expect(gateway.store.gaps(car.car)).toEqual([]);
    expect(gateway.store.statement(reservation)).toMatchObject([{ version: 1, distanceMetres: 12_000 }]);
  },
);

test('a journal of which only contradictions came is asked for nothing, and not written down (D13)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 1));
  const [, named] = contradictions[0] ?? [];
  const result = gateway.ingest(car, named?.(journal) ?? garbage);
  expect(gateway.receipts(car, result)).toEqual([
    {
      journal: foreign,
      through: 0,
      link: new JournalWriter(car, foreign).link(0),
      gatewayTime: expect.anything(),
    },
  ]);
  expect(gateway.database.prepare('select journal from journals').all()).toHaveLength(1);
});

test('a journal begins with a signed notice that its beginning is lost (D5)', () => {
  const { gateway, car, journal } = setUp();
  const next = new JournalWriter(car, foreign);
  for (const odometerMetres of [14_000, 15_000]) next.write(lockChanged, odometerMetres, monday);
  gateway.ingest(car, journal.batch(), next.batch(2, 2));
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 13_000 });
  const notice = next.lossNotice({ fromSeq: 1, toSeq: 1, reason: 'damaged' });
  gateway.store.ingest([gateway.message(car, notice, 'losses')]);
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 15_000 });
});
