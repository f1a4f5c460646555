import { workerData } from 'node:worker_threads';
import { openDatabase } from '../../gateway/adapters/sqlite.ts';
import { serveStore } from '../../gateway/adapters/store-service.ts';
import type { SqlDatabase } from '../../gateway/database.ts';
import { HeldDisk } from './held-disk.ts';

const disk = HeldDisk.ofThisThread();

/** A database file on a disk whose syncs a test holds. */
function openHeld(file: string): SqlDatabase {
  const database = openDatabase(file);
  return {
    get isTransaction() {
      return database.isTransaction;
    },
    exec(sql) {
      database.exec(sql);
      if (sql === 'commit') disk.sync();
    },
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
}

serveStore(workerData, openHeld);
