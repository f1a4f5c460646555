import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { receiptArrived, resumed } from '../../../device/uplink/delivery.ts';
import { openDatabase } from '../../../gateway/adapters/sqlite.ts';
import { backUpDatabase } from '../../../gateway/adapters/sqlite-backup.ts';
import type { Receipt } from '../../../protocol/messages/receipt.ts';
import { encodeStatus } from '../../../protocol/messages/status.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter, type RecordingCar } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ritmeter-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (file: string): string => join(folder, file);

/** A gateway on a database file, with a car that has sent five records. */
function serving() {
  const database = openDatabase(at('gateway.sqlite'));
  const gateway = new TestStore(database);
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  for (let count = 0; count < 9; count++) journal.write(lockChanged, 1000 + count, monday);
  gateway.ingest(car, journal.batch(1, 5));
  return { database, gateway, car, journal };
}

/** What a car is told that connects and names its journal. */
function receiptOnConnecting(gateway: TestStore, keys: TestStore, car: RecordingCar, journal: JournalWriter) {
  const online = encodeStatus({ state: 'online', journal: journal.journal, lastSeq: 10 });
  const result = gateway.store.ingest([gateway.message(car, online, 'status')]);
  return keys.receipts(car, result)[0] ?? expect.fail('no receipt');
}

test('a gateway restored from a backup gets from the cars what came since then, once and in order (D3)', async () => {
  const { database, gateway, car, journal } = serving();
  await backUpDatabase(at('gateway.sqlite'), at('copy.sqlite'));
  gateway.ingest(car, journal.batch(6, 10));
  database.close();

  const copy = openDatabase(at('copy.sqlite'));
  const restored = new TestStore(copy);
  const receipt: Receipt = receiptOnConnecting(restored, gateway, car, journal);
  expect(receipt).toMatchObject({ through: 5, link: journal.link(5) });
  const { delivery } = receiptArrived(resumed(10), receipt, milliseconds(0));
  expect(delivery).toMatchObject({ cursor: 6, receipted: 5 });

  restored.ingest(car, journal.batch(delivery.cursor, 10));
  restored.ingest(car, journal.batch(1, 10));
  expect(restored.store.figures()).toMatchObject({ records: 10, duplicates: 10, quarantined: 0 });
  expect(restored.store.account(car.car).lastOdometerMetres).toBe(1008);
  copy.close();
});

test('a backup is for its owner only, and takes the place of nothing', async () => {
  const { database } = serving();
  const { bytes } = await backUpDatabase(at('gateway.sqlite'), at('copy.sqlite'));
  const { mode, size } = statSync(at('copy.sqlite'));
  expect({ mode: mode & 0o777, size }).toEqual({ mode: 0o600, size: bytes });
  await expect(backUpDatabase(at('gateway.sqlite'), at('copy.sqlite'))).rejects.toMatchObject({
    code: 'file-exists',
  });
  database.close();
});

test('where there is nothing to copy, nothing is left behind', async () => {
  await expect(backUpDatabase(at('nothing.sqlite'), at('copy.sqlite'))).rejects.toMatchObject({
    code: 'backup-failed',
  });
  expect(statSync(at('copy.sqlite'), { throwIfNoEntry: false })).toBeUndefined();
});

test('only a copy that is whole has the name of a backup; nothing else stays', async () => {
  const { database } = serving();
  const copied = backUpDatabase(at('gateway.sqlite'), at('copy.sqlite'));
  expect(readdirSync(folder)).not.toContain('copy.sqlite');
  await copied;
  database.close();
  expect(readdirSync(folder).toSorted()).toEqual(['copy.sqlite', 'gateway.sqlite']);
});
