import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStorageWorker } from '../../gateway/adapters/storage-worker.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { storeSettings, TestStore } from '../support/store.ts';
import { describeStore } from './store-contract.ts';

describeStore('a store beside the gateway, on a database in memory', async () => {
  const { store, database } = new TestStore();
  return { store, close: async () => database.close() };
});

describeStore('a store on its own thread, on a database file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-store-'));
  const worker = await startStorageWorker(
    { file: join(folder, 'gateway.sqlite'), settings: storeSettings },
    silentLog,
  );
  return {
    store: worker.store,
    close: async () => {
      await worker.close();
      rmSync(folder, { recursive: true });
    },
  };
});
