import { expect, test } from 'vitest';
import { encodeBatch } from '../../../protocol/messages/batch.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

const setUp = () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1100, monday);
  journal.write(lockChanged, 1200, monday);
  return { gateway, car, journal };
};
const only = (gateway: TestStore): string => {
  const [item, ...others] = gateway.store.setAside(10);
  expect(others).toEqual([]);
  return item?.id ?? expect.fail('nothing is set aside');
};

test('what is set aside is listed with its place, its reason and its bytes (D4)', () => {
  const { gateway, car } = setUp();
  gateway.ingest(car, new Uint8Array([0xff]));
  const item = gateway.store.setAsideItem(only(gateway));
  expect(item).toMatchObject({ kind: 'rejected', car: 'car-1', topic: 'records', journal: null, raw: 'ff' });
  expect(item.reason).toContain('indefinite length');
  expect(() => gateway.store.setAsideItem('rejected-0000000000000000')).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
});

test('what still cannot be read stays set aside, with the reason (D4)', () => {
  const { gateway, car } = setUp();
  gateway.ingest(car, new Uint8Array([0xff]));
  expect(gateway.store.replay(only(gateway))).toMatchObject({ kind: 'stays' });
  expect(gateway.store.setAside(10)).toHaveLength(1);
});

test('a message that can be read now is taken, and its records are applied in order (D4)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, new Uint8Array([0xff]));
  gateway.ingest(car, journal.batch(1, 1));
  gateway.database.prepare('update rejected set raw = ?').run(journal.batch(2, 3));
  expect(gateway.store.replay(only(gateway))).toEqual({ kind: 'taken' });
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1200);
  expect(gateway.store.figures()).toMatchObject({ records: 3, rejected: 0 });
});

test('a record that can be read now takes its place among those that were applied without it (D4)', () => {
  const { gateway, car, journal } = setUp();
  const { journal: id, records } = journal;
  const broken = encodeBatch({ journal: id, firstSeq: 2, records: [new Uint8Array([0xff])] });
  gateway.ingest(car, journal.batch(1, 1), broken, journal.batch(3, 3), broken);
  expect(gateway.store.gaps(car.car)).toMatchObject([{ fromSeq: 2, cause: 'rejected' }]);
  gateway.database.prepare('update rejected set raw = ?').run(records[1]?.raw ?? new Uint8Array());
  expect(gateway.store.replay(only(gateway))).toEqual({ kind: 'taken' });
  expect(gateway.store.gaps(car.car)).toEqual([]);
  expect(gateway.store.figures()).toMatchObject({ records: 3, rejected: 0 });
});

test('a quarantined record stays where another one is stored in its place (D4)', () => {
  const { gateway, car, journal } = setUp();
  const other = new JournalWriter(car);
  other.write(firstOpened, 9000, monday);
  gateway.ingest(car, journal.batch(), other.batch());
  expect(gateway.store.replay(only(gateway))).toMatchObject({ kind: 'stays' });
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1200);
});

test('a rejected record stays where the car has sent another in its place (D4)', () => {
  const { gateway, car, journal } = setUp();
  const broken = encodeBatch({ journal: journal.journal, firstSeq: 2, records: [new Uint8Array([0xff])] });
  gateway.ingest(car, journal.batch(1, 1), broken, journal.batch(2, 3));
  const other = new JournalWriter(car, journal.journal);
  other.write(firstOpened, 1000, monday);
  const { raw } = other.write(lockChanged, 9000, monday);
  gateway.database.prepare('update rejected set raw = ?').run(raw);
  expect(gateway.store.replay(only(gateway))).toMatchObject({ kind: 'stays' });
  expect(gateway.store.figures()).toMatchObject({ records: 3, rejected: 1 });
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(1200);
});

test('a gateway that serves goes on behind what another process took (D4)', () => {
  const { gateway, car, journal } = setUp();
  gateway.ingest(car, journal.batch(1, 1), new Uint8Array([0xff]));
  gateway.database.prepare('update rejected set raw = ?').run(journal.batch(2, 2));
  expect(gateway.store.replay(only(gateway))).toEqual({ kind: 'taken' });
  const result = gateway.ingest(car, journal.batch(3, 3));
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 3 }]);
});

test('the first record of a journal begins it once it can be read, and may come again (D5)', () => {
  const { gateway, car, journal } = setUp();
  const { journal: id, records } = journal;
  gateway.ingest(car, encodeBatch({ journal: id, firstSeq: 1, records: [new Uint8Array([0xff])] }));
  gateway.database.prepare('update rejected set raw = ?').run(records[0]?.raw ?? new Uint8Array());
  expect(gateway.store.replay(only(gateway))).toEqual({ kind: 'taken' });
  const result = gateway.ingest(car, journal.batch());
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 3, link: journal.link(3) }]);
  expect(gateway.store.figures()).toMatchObject({ records: 3, duplicates: 1, rejected: 0, late: 0 });
});

test('a record that is no beginning of its journal stays quarantined, and keeps no place from the true one (D4)', () => {
  const { gateway, car, journal } = setUp();
  const other = new JournalWriter(car, journal.journal);
  other.write(firstOpened, 1000, monday, { header: { link: new Uint8Array(32) } });
  gateway.ingest(car, other.batch());
  expect(gateway.store.replay(only(gateway))).toMatchObject({ kind: 'stays' });
  const result = gateway.ingest(car, journal.batch());
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 3 }]);
});
