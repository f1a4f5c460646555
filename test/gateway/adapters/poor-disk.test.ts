import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../gateway/adapters/sqlite.ts';
import { parseGatewayConfig } from '../../../gateway/config.ts';
import { createGateway } from '../../../gateway/gateway.ts';
import { SystemClock, SystemTimers } from '../../../protocol/adapters/node-runtime.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { BrokerStub } from '../../support/broker-stub.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { countingRandom } from '../../support/random.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ritmeter-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A gateway on a database file, with a car that has a journal to send. */
async function serving(configuration: object = {}) {
  const file = join(folder, 'gateway.sqlite');
  const database = openDatabase(file);
  database.exec('pragma busy_timeout = 20');
  const inside = new TestStore(database);
  const car = inside.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  for (let count = 1; count < 100; count++) journal.write(lockChanged, 1000 + count, monday);
  const clock = new SystemClock();
  const broker = new BrokerStub();
  const ports = { clock, timers: new SystemTimers(clock), random: countingRandom(), log: silentLog };
  const gateway = createGateway({ ...ports, broker, store: inside.store }, parseGatewayConfig(configuration));
  await gateway.start();
  const send = (from: number, to: number) =>
    broker.receive(car.car, topicOf(car.car, 'records'), journal.batch(from, to));
  return { file, database, gateway, broker, inside, send };
}

const unacknowledged = { code: 'no-commit', temporary: true };

test('while another process holds the database nothing is acknowledged, health says why, and it recovers (D4)', async () => {
  const { file, database, gateway, inside, send } = await serving();
  await send(1, 10);
  const other = new DatabaseSync(file);
  other.exec('begin immediate');
  await expect(send(11, 20)).rejects.toMatchObject(unacknowledged);
  expect(gateway.health()).toMatchObject({ state: 'red', reason: expect.stringContaining('locked') });
  other.exec('rollback');
  other.close();
  await send(11, 20);
  expect(gateway.health()).toMatchObject({ state: 'green', reason: null });
  expect(inside.store.figures()).toMatchObject({ records: 20, duplicates: 0 });
  await gateway.stop();
  database.close();
});

test('on a full disk nothing is acknowledged, health says why, and it recovers (D4)', async () => {
  const { database, gateway, inside, send } = await serving();
  database.exec('pragma max_page_count = 1');
  await expect(send(1, 100)).rejects.toMatchObject(unacknowledged);
  expect(gateway.health()).toMatchObject({ state: 'red', reason: expect.stringContaining('full') });
  expect(inside.store.figures()).toMatchObject({ records: 0 });
  database.exec('pragma max_page_count = 1000000');
  await send(1, 100);
  expect(gateway.health().state).toBe('green');
  expect(inside.store.figures()).toMatchObject({ records: 100, duplicates: 0 });
  await gateway.stop();
  database.close();
});
