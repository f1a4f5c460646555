import { expect, test } from 'vitest';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter, recordingCar } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

const journalOf = (gateway: TestStore, name: string) => {
  const journal = new JournalWriter(gateway.addCar(name));
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1000, monday);
  return journal;
};

test('one bad message in a group harms no other (D4)', () => {
  const gateway = new TestStore();
  const [left, right] = [journalOf(gateway, 'left'), journalOf(gateway, 'right')];
  const { outcomes, receipts } = gateway.store.ingest([
    gateway.message(left.car, left.batch()),
    gateway.message(left.car, new Uint8Array([0xff])),
    gateway.message(right.car, right.batch()),
  ]);
  expect(outcomes).toEqual(['stored', 'rejected', 'stored']);
  expect(receipts.map(({ topic }) => topic)).toEqual([
    'ritmeter/1/cars/left/receipts',
    'ritmeter/1/cars/right/receipts',
  ]);
});

test('a car gets one receipt for a journal, however many messages a group holds (D3)', () => {
  const gateway = new TestStore();
  const journal = journalOf(gateway, 'car-1');
  const result = gateway.ingest(journal.car, journal.batch(1, 1), journal.batch(2, 2));
  expect(gateway.receipts(journal.car, result)).toMatchObject([{ through: 2 }]);
});

test('a message of a car that is not in the fleet is kept as rejected', () => {
  const gateway = new TestStore();
  const journal = new JournalWriter(recordingCar('nobody'));
  journal.write(firstOpened, 1000, monday);
  expect(gateway.ingest(journal.car, journal.batch())).toMatchObject({
    outcomes: ['rejected'],
    receipts: [],
  });
});

test('a database that is full leaves nothing of the group behind, and takes it once there is room', () => {
  const database = openMemory();
  const gateway = new TestStore(database);
  const journal = journalOf(gateway, 'car-1');
  for (let count = 0; count < 100; count++) journal.write(lockChanged, 1000, monday);
  database.exec('pragma max_page_count = 1');
  expect(() => gateway.ingest(journal.car, journal.batch(1, 100))).toThrow(
    expect.objectContaining({ code: 'database-failed', temporary: true }),
  );
  expect(gateway.store.figures()).toMatchObject({ records: 0 });
  database.exec('pragma max_page_count = 100000');
  expect(gateway.ingest(journal.car, journal.batch(1, 100)).outcomes).toEqual(['stored']);
});

test('a message that the database refuses fails alone, and nothing of it is set aside (D4)', () => {
  const database = openMemory();
  const gateway = new TestStore(database);
  const [broken, sound] = [journalOf(gateway, 'broken'), journalOf(gateway, 'sound')];
  database.exec(
    "create trigger broken before insert on carStates when new.car = 'broken' begin select raise(abort, 'no'); end",
  );
  const { outcomes } = gateway.store.ingest([
    gateway.message(broken.car, broken.batch()),
    gateway.message(sound.car, sound.batch()),
  ]);
  expect(outcomes).toEqual(['failed', 'stored']);
  expect(gateway.store.figures()).toMatchObject({ records: 2, rejected: 0 });
  database.exec('drop trigger broken');
  expect(gateway.ingest(broken.car, broken.batch()).outcomes).toEqual(['stored']);
});

test('a defect that one message brings out harms no other: that message is set aside (D4)', () => {
  const database = openMemory();
  const gateway = new TestStore(database);
  const [broken, sound] = [journalOf(gateway, 'broken'), journalOf(gateway, 'sound')];
  gateway.ingest(broken.car, broken.batch(1, 1));
  database.exec(`update carStates set state = '{}' where car = 'broken'`);
  const { outcomes } = new TestStore(database).store.ingest([
    gateway.message(broken.car, broken.batch(2, 2)),
    gateway.message(sound.car, sound.batch()),
  ]);
  expect(outcomes).toEqual(['rejected', 'stored']);
  expect(gateway.store.rejected(10)).toMatchObject([{ car: 'broken' }]);
});
