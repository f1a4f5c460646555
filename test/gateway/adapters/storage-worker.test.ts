import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startStorageWorker } from '../../../gateway/adapters/storage-worker.ts';
import { carId } from '../../../protocol/ids.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { storeSettings } from '../../support/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ritmeter-worker-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (file: string) =>
  startStorageWorker({ file: join(folder, file), settings: storeSettings }, silentLog);

test('a database that cannot be opened is a fault of the start', async () => {
  writeFileSync(join(folder, 'text'), 'no database '.repeat(100));
  await expect(start('text')).rejects.toMatchObject({ name: 'Fault', code: 'database-unusable' });
});

test('what was stored is there after the thread was closed and started again', async () => {
  const first = await start('gateway.sqlite');
  const key = await first.store.issuerKey();
  await first.store.addCar({ car: carId('car-1'), priceClass: 'S', registration: 'x', publicKey: key.x });
  await first.close();
  const second = await start('gateway.sqlite');
  expect(await second.store.cars()).toMatchObject([{ car: 'car-1' }]);
  await second.close();
});

test('a store that is closed refuses calls', async () => {
  const worker = await start('gateway.sqlite');
  await worker.close();
  await worker.close();
  await expect((async () => worker.store.cars())()).rejects.toMatchObject({ code: 'storage-closed' });
});

test('a thread that ends because it is closed has not died, however soon it is gone', async () => {
  const errors: string[] = [];
  const log = { ...silentLog, error: (_: unknown, message: string) => void errors.push(message) };
  for (let round = 0; round < 5; round++) {
    const worker = await startStorageWorker(
      { file: join(folder, 'gateway.sqlite'), settings: storeSettings },
      log,
    );
    await Promise.all([worker.close(), worker.close()]);
  }
  expect(errors).toEqual([]);
}, 30_000);
