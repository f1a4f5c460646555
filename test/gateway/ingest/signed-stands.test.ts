import { expect, test } from 'vitest';
import { closed, firstOpened, lockChanged, opened, sealedByAge, trip } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { minutes, monday, TestStore } from '../../support/store.ts';

/** Two versions of one journal that differ from record 2 on. */
const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const [first, second] = [new JournalWriter(car), new JournalWriter(car)];
  for (const journal of [first, second]) journal.write(firstOpened, 1000, monday);
  return { gateway, car, first, second };
};

test('an unsigned record gives way to another one that a signature covers (D4)', () => {
  const { gateway, car, first, second } = setUp();
  first.write(lockChanged, 5000, monday);
  second.write(lockChanged, 1200, monday);
  second.write(sealedByAge, 1300, monday);
  gateway.ingest(car, first.batch());
  gateway.ingest(car, second.batch(2, 2));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(5000);
  gateway.ingest(car, second.batch(3, 3));
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1300, unassignedMetres: 300 });
  expect(gateway.store.quarantined(10)).toMatchObject([
    { seq: 2, link: first.link(2), reason: 'unsigned, and the car has signed another record of this seq' },
  ]);
  expect(gateway.store.gaps(car.car)).toEqual([]);
});

test('what follows an unsigned record in its chain goes with it (D4)', () => {
  const { gateway, car, first, second } = setUp();
  for (const metres of [5000, 6000, 7000, 8000]) first.write(lockChanged, metres, monday);
  second.write(lockChanged, 1200, monday);
  second.write(sealedByAge, 1300, monday);
  gateway.ingest(car, first.batch());
  gateway.ingest(car, second.batch(2, 3));
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1300, unassignedMetres: 300 });
  const follows = 'unsigned, and follows a record of whose seq the car has signed another';
  expect(gateway.store.quarantined(10)).toMatchObject([
    { seq: 2, link: first.link(2) },
    { seq: 3, link: first.link(3) },
    { seq: 4, link: first.link(4), reason: follows },
    { seq: 5, link: first.link(5), reason: follows },
  ]);
});

test('what a signature covers stands against another signed record (D4)', () => {
  const { gateway, car, first, second } = setUp();
  for (const journal of [first, second]) journal.write(sealedByAge, journal === first ? 1100 : 9000, monday);
  gateway.ingest(car, first.batch());
  gateway.ingest(car, second.batch(2, 2));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1100);
  expect(gateway.store.quarantined(10)).toMatchObject([{ seq: 2, link: second.link(2) }]);
});

test('a signature that does not verify changes nothing (clause 3.8)', () => {
  const { gateway, car, first, second } = setUp();
  first.write(lockChanged, 1100, monday);
  second.write(sealedByAge, 9000, monday, { signature: new Uint8Array(64) });
  gateway.ingest(car, first.batch());
  gateway.ingest(car, second.batch(2, 2));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1100);
});

test('a rental is drawn and billed from the signed records, once (D4, D5)', () => {
  const { gateway, car, first, second } = setUp();
  gateway.addPeople();
  const reservation = gateway.reserve(car, 0, 3);
  first.write(lockChanged, 1000, monday);
  second.write(opened(reservation), 1000, monday);
  second.write(trip(1000, 13_000), 13_000, monday + minutes(30));
  second.write(closed(reservation, monday + minutes(40)), 13_000, monday + minutes(40));
  gateway.ingest(car, first.batch());
  gateway.ingest(car, second.batch(2));
  expect(gateway.store.statement(reservation)).toMatchObject([{ version: 1, distanceMetres: 12_000 }]);
  expect(gateway.store.account(car.car)).toMatchObject({ billedMetres: 12_000, unassignedMetres: 0 });
  gateway.ingest(car, second.batch());
  expect(gateway.store.statement(reservation)).toHaveLength(1);
});

test('signed records stand also after a restart in between (D4)', () => {
  const { gateway, car, first, second } = setUp();
  first.write(lockChanged, 5000, monday);
  second.write(lockChanged, 1200, monday);
  second.write(sealedByAge, 1300, monday);
  gateway.ingest(car, first.batch());
  gateway.ingest(car, second.batch(2, 2));
  const restarted = new TestStore(gateway.database);
  restarted.ingest(car, second.batch(3, 3));
  expect(restarted.store.account(car.car).lastOdometerMetres).toBe(1300);
});

/** A journal of so many records, and a copy of its second one that says something else. */
const longJournal = (count: number) => {
  const { gateway, car, first, second } = setUp();
  const junk = new JournalWriter(car);
  junk.write(firstOpened, 1000, monday);
  junk.write(lockChanged, 9000, monday);
  for (const journal of [first, second])
    while (journal.records.length < count) journal.write(lockChanged, 1000, monday);
  for (let from = 1; from <= count; from += 100)
    gateway.ingest(car, first.batch(from, Math.min(count, from + 99)));
  gateway.ingest(car, junk.batch(2, 2));
  return { gateway, car, first, second };
};

test('what is quarantined of long before keeps no signed record from its place (D4)', () => {
  const { gateway, car, first, second } = longJournal(1600);
  first.write(lockChanged, 5000, monday);
  second.write(lockChanged, 1200, monday);
  second.write(sealedByAge, 1300, monday);
  gateway.ingest(car, first.batch(1601));
  gateway.ingest(car, second.batch(1601));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1300);
});

test('nor does a gap between both (D4, D5)', () => {
  const { gateway, car, first, second } = setUp();
  for (const journal of [first, second])
    for (let at = 2; at <= 9; at++) journal.write(lockChanged, 1000, monday);
  first.write(lockChanged, 5000, monday);
  second.write(lockChanged, 1200, monday);
  second.write(sealedByAge, 1300, monday);
  const junk = new JournalWriter(car);
  junk.write(firstOpened, 1000, monday);
  junk.write(lockChanged, 9000, monday);
  gateway.ingest(car, first.batch(1, 3));
  const loss = gateway.message(car, first.lossNotice({ fromSeq: 4, toSeq: 6, reason: 'damaged' }), 'losses');
  gateway.store.ingest([loss]);
  gateway.ingest(car, first.batch(7));
  gateway.ingest(car, junk.batch(2, 2));
  gateway.ingest(car, second.batch(10));
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1300);
});

test('a car is told at once that its signed records stand, so that it need not think them lost (D3, D4)', () => {
  const { gateway, car, first, second } = setUp();
  first.write(lockChanged, 5000, monday);
  second.write(lockChanged, 1200, monday);
  second.write(sealedByAge, 1300, monday);
  gateway.ingest(car, first.batch());
  const receipts = gateway.receipts(car, gateway.ingest(car, second.batch(2, 3)));
  expect(receipts.at(-1)).toMatchObject({ through: 3, link: second.link(3) });
});
