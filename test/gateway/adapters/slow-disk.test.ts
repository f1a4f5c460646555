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
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { watchIdleLoop, watchLoop } from '../../support/loop-gaps.ts';
import { JournalWriter, recordingCar } from '../../support/records.ts';
import { monday, storeSettings } from '../../support/store.ts';
import { connectPacket, publishPacket, RawClient } from './raw-client.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ritmeter-slow-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const slowDisk = new URL('../../support/slow-disk-thread.ts', import.meta.url);
const cars = 20;
const records = 40;

/** Twenty cars, each with a journal to send one record a message. */
async function serving() {
  const worker = await startStorageWorker(
    { file: join(folder, 'gateway.sqlite'), settings: storeSettings },
    silentLog,
    slowDisk,
  );
  const journals: { readonly journal: JournalWriter; readonly password: string }[] = [];
  for (let number = 0; number < cars; number++) {
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
  return { worker, gateway, address, journals };
}

/** What the machine's other work takes from the thread is not the loop's doing; an idle thread shows how much that is. */
test("a disk that takes 50 ms a sync never holds up the broker's loop for 20 ms", { retry: 4 }, async () => {
  const { worker, gateway, address, journals } = await serving();
  const clients = journals.map(({ journal, password }) => {
    const client = new RawClient(address);
    client.send(connectPacket(journal.car.car, 'x', { password }));
    return { client, journal };
  });
  await vi.waitFor(() => expect(clients.every(({ client }) => client.connack() === 0)).toBe(true));
  const packets = clients.map(({ journal }) =>
    journal.records.map(({ seq }) =>
      publishPacket(seq, topicOf(journal.car.car, 'records'), journal.batch(seq, seq)),
    ),
  );
  const idle = await watchIdleLoop();
  const stop = watchLoop();
  clients.forEach(({ client }, number) => {
    client.send(...(packets[number] ?? []));
  });
  await vi.waitFor(
    () => expect(clients.map(({ client }) => client.pubacks().length)).toEqual(clients.map(() => records)),
    { timeout: 20_000, interval: 100 },
  );
  const longest = stop();
  expect(longest - (await idle())).toBeLessThan(20);
  expect(await worker.store.figures()).toMatchObject({ records: cars * records });
  for (const { client } of clients) client.socket.destroy();
  await gateway.stop();
  await worker.close();
});
