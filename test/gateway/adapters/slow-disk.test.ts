import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startStorageWorker } from '../../../gateway/adapters/storage-worker.ts';
import { createGateway } from '../../../gateway/gateway.ts';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { BrokerStub } from '../../support/broker-stub.ts';
import { firstOpened, lockChanged } from '../../support/journeys.ts';
import { JournalWriter, recordingCar } from '../../support/records.ts';
import { monday, storeSettings } from '../../support/store.ts';

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
  const journals: JournalWriter[] = [];
  for (let number = 0; number < cars; number++) {
    const car = recordingCar(`car-${number}`);
    await worker.store.addCar({
      car: car.car,
      priceClass: 'S',
      registration: car.car,
      publicKey: car.publicKey,
    });
    const journal = new JournalWriter(car);
    journal.write(firstOpened, 1000, monday);
    while (journal.records.length < records) journal.write(lockChanged, 1000, monday);
    journals.push(journal);
  }
  const broker = new BrokerStub();
  const clock = new SystemClock();
  const ports = { clock, timers: new SystemTimers(clock), random: systemRandom, log: silentLog };
  const gateway = createGateway({ ...ports, broker, store: worker.store }, storeSettings.config);
  await gateway.start();
  return { worker, gateway, broker, journals };
}

test("a disk that takes 50 ms a sync never holds up the broker's loop for 20 ms", { retry: 2 }, async () => {
  const { worker, gateway, broker, journals } = await serving();
  const payloads = journals.map((journal) =>
    Array.from({ length: records }, (_, at) => journal.batch(at + 1, at + 1)),
  );
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let wave = 0; wave < records; wave += 20) {
    const sent = journals.flatMap(({ car }, number) =>
      (payloads[number] ?? [])
        .slice(wave, wave + 20)
        .map((payload) => broker.receive(car.car, topicOf(car.car, 'records'), payload)),
    );
    await Promise.all(sent);
  }
  delay.disable();
  // In nanoseconds; what the machine's other work takes from this thread is not the loop's doing.
  expect(delay.percentile(95) / 1e6).toBeLessThan(20);
  expect(await worker.store.figures()).toMatchObject({ records: cars * records });
  await gateway.stop();
  await worker.close();
});
