import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EmbeddedBroker } from '../../../gateway/adapters/embedded-broker.ts';
import { startStorageWorker } from '../../../gateway/adapters/storage-worker.ts';
import { createGateway } from '../../../gateway/gateway.ts';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { HeldDisk } from '../../support/held-disk.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { watchTurns } from '../../support/loop-turns.ts';
import { JournalWriter, recordingCar } from '../../support/records.ts';
import { monday, storeSettings } from '../../support/store.ts';
import { connectPacket, pingPacket, publishPacket, RawClient } from './raw-client.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ritmeter-slow-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const heldDisk = new URL('../../support/held-disk-thread.ts', import.meta.url);
/** PINGRESP. */
const pingAnswerBytes = 2;
const cars = 20;
const records = 40;

/** Twenty-one cars, each with a journal to send one record a message. */
async function serving() {
  const disk = new HeldDisk();
  disk.share();
  const worker = await startStorageWorker(
    { file: join(folder, 'gateway.sqlite'), settings: storeSettings },
    silentLog,
    heldDisk,
  );
  const journals: { readonly journal: JournalWriter; readonly password: string }[] = [];
  for (let number = 0; number <= cars; number++) {
    const car = recordingCar(`car-${number}`);
    const { password } = await worker.store.addCar({
      car: car.car,
      priceClass: 'S',
      registration: car.car,
      publicKey: car.publicKey,
    });
    const journal = new JournalWriter(car);
    journal.write(firstOpened, 1000, monday);
    while (journal.records.length < records) journal.write(lockChanged, 1000, monday);
    journals.push({ journal, password });
  }
  const broker = new EmbeddedBroker({ port: 0, log: silentLog });
  const clock = new SystemClock();
  const ports = { clock, timers: new SystemTimers(clock), random: systemRandom, log: silentLog };
  const gateway = createGateway({ ...ports, broker, store: worker.store }, storeSettings.config);
  const address = await gateway.start();
  return { worker, gateway, address, journals, disk };
}

type Served = Awaited<ReturnType<typeof serving>>;

/** Twenty cars online, and one more that has nothing to send. */
async function online({ address, journals }: Served) {
  const all = journals.map(({ journal, password }) => {
    const client = new RawClient(address);
    client.send(connectPacket(journal.car.car, journal.car.car, { password }));
    return { client, journal };
  });
  await vi.waitFor(() => expect(all.every(({ client }) => client.connack() === 0)).toBe(true), {
    timeout: 20_000,
  });
  const [idle, ...clients] = all;
  if (idle === undefined) throw new RangeError('no car');
  const send = (from: number, to: number): void => {
    for (const { client, journal } of clients)
      client.send(
        ...journal.records
          .slice(from - 1, to)
          .map(({ seq }) => publishPacket(seq, topicOf(journal.car.car, 'records'), journal.batch(seq, seq))),
      );
  };
  const acknowledged = (count: number): Promise<void> =>
    vi.waitFor(
      () => expect(clients.map(({ client }) => client.pubacks().length)).toEqual(clients.map(() => count)),
      { timeout: 20_000, interval: 5 },
    );
  return { idle: idle.client, clients: clients.map(({ client }) => client), send, acknowledged };
}

async function end({ worker, gateway }: Served, clients: readonly RawClient[]) {
  for (const client of clients) client.socket.destroy();
  await gateway.stop();
  await worker.close();
}

test("a disk in the middle of a sync does not hold up the broker's loop, and PUBACKs wait for it (D3, D11)", async () => {
  const served = await serving();
  const { disk, worker } = served;
  const { idle, clients, send, acknowledged } = await online(served);
  disk.hold();
  send(1, records);
  await vi.waitFor(() => expect(disk.isSyncing).toBe(true), { timeout: 20_000 });
  for (let asked = 1; asked <= 20; asked++) {
    const heard = idle.heardBytes();
    idle.send(pingPacket);
    await vi.waitFor(() => expect(idle.heardBytes()).toBe(heard + pingAnswerBytes), {
      timeout: 20_000,
      interval: 1,
    });
  }
  expect(disk.isSyncing).toBe(true);
  expect(clients.flatMap((client) => client.pubacks())).toEqual([]);
  disk.letGo();
  await acknowledged(records);
  expect(disk.forgottenSyncs).toBe(0);
  expect(await worker.store.figures()).toMatchObject({ records: cars * records });
  await end(served, [idle, ...clients]);
});

/** CPU of this thread, not time: what the machine's other work takes from it is not the loop's doing. */
test("no turn of the broker's loop computes for 20 ms while twenty cars send a record each", async () => {
  const served = await serving();
  const { idle, clients, send, acknowledged } = await online(served);
  send(1, 1);
  await acknowledged(1);
  const stop = watchTurns();
  for (let seq = 2; seq <= records; seq++) {
    send(seq, seq);
    await acknowledged(seq);
  }
  expect(stop()).toBeLessThan(20);
  await end(served, [idle, ...clients]);
});
