import { expect, test } from 'vitest';
import { encodeStatus } from '../../../protocol/messages/status.ts';
import { firstOpened, lockChanged, opened } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const old = new JournalWriter(car, '00000000000000a1');
  const next = new JournalWriter(car, '00000000000000b2');
  old.write(firstOpened, 1000, monday);
  for (const odometerMetres of [1100, 1200, 1300]) old.write(lockChanged, odometerMetres, monday);
  next.write({ kind: 'journal-opened', reason: 'tail-lost', previousJournal: old.journal }, 1500, monday);
  next.write(lockChanged, 1600, monday);
  return { gateway, car, old, next };
};

test('a new journal is a gap, with its kilometres unassigned (D5)', () => {
  const { gateway, car, old, next } = setUp();
  gateway.ingest(car, old.batch(), next.batch());
  expect(gateway.store.gaps(car.car)).toMatchObject([{ journal: old.journal, cause: 'journal-changed' }]);
  expect(gateway.store.unassigned(car.car)).toMatchObject([
    { distanceMetres: 300, cause: 'between-rentals' },
    { fromOdometerMetres: 1300, toOdometerMetres: 1500, distanceMetres: 200, cause: 'records-missing' },
  ]);
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1600, unassignedMetres: 600 });
});

test('what waited in the old journal is applied before the new one begins (D5)', () => {
  const { gateway, car, old, next } = setUp();
  gateway.ingest(car, old.batch(1, 1), old.batch(3, 4));
  gateway.ingest(car, next.batch());
  expect(gateway.store.gaps(car.car)).toMatchObject([
    { journal: old.journal, fromSeq: 2, toSeq: 2, cause: 'not-sent' },
    { journal: old.journal, fromSeq: 5, cause: 'journal-changed' },
  ]);
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1600, unassignedMetres: 600 });
});

test('what comes of an old journal after the new one began is kept, and changes nothing (D5)', () => {
  const { gateway, car, old, next } = setUp();
  gateway.ingest(car, old.batch(1, 2));
  gateway.ingest(car, next.batch());
  const before = gateway.store.account(car.car);
  expect(gateway.ingest(car, old.batch(3, 4)).outcomes).toEqual(['stored']);
  expect(gateway.store.figures()).toMatchObject({ records: 6, late: 2 });
  expect(gateway.store.account(car.car)).toEqual(before);
});

test('what comes late twice is kept once, and receipted (D3, D4)', () => {
  const { gateway, car, old, next } = setUp();
  gateway.ingest(car, old.batch(1, 2));
  gateway.ingest(car, next.batch());
  const [receipt] = gateway.receipts(car, gateway.ingest(car, old.batch(3, 4)));
  expect(receipt).toMatchObject({ journal: old.journal, through: 4, link: old.link(4) });
  expect(gateway.ingest(car, old.batch(3, 4)).outcomes).toEqual(['dropped']);
  expect(gateway.store.figures()).toMatchObject({ records: 6, late: 2, duplicates: 2, rejected: 0 });
});

test('a receipt of a journal that is over goes no further than what is there or said to be lost (clause 4.2)', () => {
  const { gateway, car, old, next } = setUp();
  gateway.ingest(car, old.batch(1, 1));
  gateway.ingest(car, next.batch());
  const [early] = gateway.receipts(car, gateway.ingest(car, old.batch(4, 4)));
  expect(early).toMatchObject({ journal: old.journal, through: 1 });
  const notice = old.lossNotice({ fromSeq: 2, toSeq: 3, reason: 'damaged' });
  const [late] = gateway.receipts(car, gateway.store.ingest([gateway.message(car, notice, 'losses')]));
  expect(late).toMatchObject({ journal: old.journal, through: 4, link: old.link(4) });
});

test('a journal that another one names as the one before it never takes its place (D5)', () => {
  const { gateway, car, old, next } = setUp();
  gateway.ingest(car, next.batch());
  gateway.ingest(car, old.batch());
  expect(gateway.store.figures()).toMatchObject({ records: 6, late: 4 });
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1600 });
});

test('a rental that is open when the journal is lost is incomplete, its way unassigned (D5)', () => {
  const { gateway, car, old, next } = setUp();
  const reservation = 'ffffffffffffffff';
  old.write(opened(reservation), 1300, monday);
  next.write(opened('eeeeeeeeeeeeeeee'), 1700, monday);
  gateway.ingest(car, old.batch(), next.batch());
  expect(gateway.store.rentals()).toMatchObject([
    { reservation, standing: 'incomplete' },
    { reservation: 'eeeeeeeeeeeeeeee', standing: 'open' },
  ]);
  expect(gateway.store.unassigned(car.car)).toMatchObject([
    { distanceMetres: 300, cause: 'between-rentals' },
    { distanceMetres: 400, cause: 'closing-missing' },
  ]);
});

test('a journal that is known by name alone is not over when an older one is taken up (D5)', () => {
  const { gateway, car, old } = setUp();
  const middle = new JournalWriter(car, '00000000000000c3');
  const newest = new JournalWriter(car, '00000000000000d4');
  middle.write({ kind: 'journal-opened', reason: 'tail-lost', previousJournal: old.journal }, 1500, monday);
  newest.write(
    { kind: 'journal-opened', reason: 'tail-lost', previousJournal: middle.journal },
    1500,
    monday,
  );
  newest.write(lockChanged, 1600, monday);
  gateway.ingest(car, old.batch());
  const online = encodeStatus({ state: 'online', journal: newest.journal });
  gateway.store.ingest([gateway.message(car, online, 'status')]);
  gateway.ingest(car, middle.batch());
  const [receipt] = gateway.receipts(car, gateway.ingest(car, newest.batch()));
  expect(receipt).toMatchObject({ journal: newest.journal, through: 2 });
  expect(gateway.store.figures()).toMatchObject({ late: 0 });
  expect(gateway.store.account(car.car)).toMatchObject({ lastOdometerMetres: 1600 });
});
