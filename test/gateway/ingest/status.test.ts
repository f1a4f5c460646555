import { expect, test } from 'vitest';
import { journalId } from '../../../protocol/ids.ts';
import { encodeStatus } from '../../../protocol/messages/status.ts';
import { firstOpened } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

test('a car that comes online is told how far its journal is stored (D3, clause 4.2)', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  gateway.ingest(car, journal.batch());
  const online = encodeStatus({ state: 'online', journal: journal.journal });
  const result = gateway.store.ingest([gateway.message(car, online, 'status')]);
  expect(gateway.receipts(car, result)).toMatchObject([{ journal: journal.journal, through: 1 }]);
});

test('a car whose journal is new here is told that nothing of it is stored', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const online = encodeStatus({ state: 'online', journal: journalId('a1a2a3a4a5a6a7a8') });
  const result = gateway.store.ingest([gateway.message(car, online, 'status')]);
  expect(gateway.receipts(car, result)).toMatchObject([{ through: 0, link: new JournalWriter(car).link(0) }]);
});

test('a car that goes offline is told nothing', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const offline = encodeStatus({ state: 'offline' });
  expect(gateway.store.ingest([gateway.message(car, offline, 'status')]).receipts).toEqual([]);
});
