import { expect, test } from 'vitest';
import { encodeBatch } from '../../../protocol/messages/batch.ts';
import { closed, firstOpened, lockChanged, opened, sealedByAge, trip } from '../../support/journeys.ts';
import { JournalWriter, type RecordingCar } from '../../support/records.ts';
import { minutes, monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1100, monday);
  journal.write(lockChanged, 1200, monday);
  journal.write(sealedByAge, 1300, monday);
  return { gateway, car, journal };
};

/** One record as one message, changed on its way. */
const changed = (journal: JournalWriter, seq: number, change: (raw: Uint8Array) => Uint8Array): Uint8Array =>
  encodeBatch({
    journal: journal.journal,
    firstSeq: seq,
    records: [change(journal.records[seq - 1]?.raw ?? new Uint8Array())],
  });
/** The header stays as it is. */
const otherBody = (raw: Uint8Array): Uint8Array => raw.with(-1, (raw.at(-1) ?? 0) ^ 1);
const unreadable = (raw: Uint8Array): Uint8Array => raw.with(0, 0xff);

/** A record that continues no chain, from somebody who does not know the one before it. */
function strange(car: RecordingCar, seq: number): Uint8Array {
  const journal = new JournalWriter(car);
  while (journal.records.length < seq)
    journal.write(lockChanged, 7000, monday, { header: { link: new Uint8Array(32).fill(7) } });
  return journal.batch(seq, seq);
}

/** All four records stand, in their order. */
function expectComplete({ store }: TestStore, { car }: RecordingCar): void {
  expect(store.figures()).toMatchObject({ records: 4 });
  expect(store.gaps(car)).toEqual([]);
  expect(store.account(car).lastOdometerMetres).toBe(1300);
}

const garbled: readonly [string, (journal: JournalWriter, car: RecordingCar) => Uint8Array][] = [
  ['with another body', (journal) => changed(journal, 2, otherBody)],
  ['that cannot be read', (journal) => changed(journal, 2, unreadable)],
  ['that continues no chain', (_, car) => strange(car, 2)],
];

test.each(garbled)(
  'after a copy %s the car is asked again, and its record takes its place in its turn (D4, D5)',
  (_, copy) => {
    const { gateway, car, journal } = setUp();
    gateway.ingest(car, journal.batch(1, 1));
    const asked = gateway.ingest(car, copy(journal, car), journal.batch(3, 4));
    const [receipt] = gateway.receipts(car, asked);
    expect(receipt).toMatchObject({ through: 1, missing: [{ from: 2, to: 2 }] });
    expect(receipt).not.toHaveProperty('rejected');
    const [after] = gateway.receipts(car, gateway.ingest(car, journal.batch(2, 4)));
    expect(after).toMatchObject({ through: 4, link: journal.link(4) });
    expect(after).not.toHaveProperty('rejected');
    expect(gateway.store.gaps(car.car)).toEqual([]);
    expect(gateway.store.figures()).toMatchObject({ records: 4 });
    expect(gateway.store.setAside(10)).toHaveLength(1);
  },
);

test('the car is asked at once, whatever follows (D5)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 2));
  const asked = gateway.ingest(car, changed(journal, 3, unreadable));
  expect(gateway.receipts(car, asked)).toMatchObject([{ through: 2, missing: [{ from: 3, to: 3 }] }]);
});

test.each(garbled)('a copy %s is passed over when it comes again, also after a restart (D4)', (_, copy) => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 1), copy(journal, car), journal.batch(3, 4));
  const again = new TestStore(gateway.database);
  again.ingest(car, journal.batch(4, 4));
  expect(again.store.gaps(car.car)).toEqual([]);
  again.ingest(car, copy(journal, car));
  expect(again.store.gaps(car.car)).toMatchObject([{ fromSeq: 2 }]);
});

test.each(garbled)(
  'a record that comes after two copies %s stands where the car has signed it (D4)',
  (_, copy) => {
    const { gateway, car, journal } = setUp();
    gateway.ingest(car, journal.batch(1, 1), copy(journal, car), copy(journal, car));
    expect(gateway.store.gaps(car.car)).toMatchObject([{ fromSeq: 2 }]);
    gateway.ingest(car, journal.batch(2, 4));
    expectComplete(gateway, car);
  },
);

test.each(garbled)('so does one that comes after its signature, beyond two copies %s (D4)', (_, copy) => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 1), copy(journal, car), copy(journal, car), journal.batch(3, 4));
  gateway.ingest(car, journal.batch(2, 2));
  expectComplete(gateway, car);
});

test('copies that fill the room of a place leave the one for the record itself (D4, D13)', () => {
  const { gateway, car, journal } = setUp();
  const bodies = [1, 2, 3, 4, 5, 6, 7, 8].map(
    (bit) => (raw: Uint8Array) => raw.with(-bit, (raw.at(-bit) ?? 0) ^ 1),
  );
  gateway.ingest(car, journal.batch(1, 1));
  for (const body of bodies) gateway.ingest(car, changed(journal, 2, body));
  gateway.ingest(car, journal.batch(2, 2));
  gateway.ingest(car, journal.batch(3, 4));
  expectComplete(gateway, car);
});

test('a loss notice covers a place of which the car was asked again (D5)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 1), changed(journal, 2, unreadable), journal.batch(3, 4));
  const notice = journal.lossNotice({ fromSeq: 2, toSeq: 2, reason: 'damaged' });
  const result = gateway.store.ingest([gateway.message(car, notice, 'losses')]);
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 4 }]);
});

test('a rental of which one record came garbled is billed once it has come again (D4, D5)', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  gateway.addPeople();
  const reservation = gateway.reserve(car, 0, 3);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(opened(reservation), 1000, monday);
  journal.write(trip(1000, 13_000), 13_000, monday + minutes(30));
  journal.write(closed(reservation, monday + minutes(40)), 13_000, monday + minutes(40));
  gateway.ingest(car, journal.batch(1, 2), changed(journal, 3, unreadable), journal.batch(4, 4));
  expect(gateway.store.statement(reservation)).toEqual([]);
  gateway.ingest(car, journal.batch(3, 4));
  expect(gateway.store.statement(reservation)).toMatchObject([{ distanceMetres: 12_000 }]);
});
