import { workerData } from 'node:worker_threads';
import { openDatabase } from '../../gateway/adapters/sqlite.ts';
import { serveStore } from '../../gateway/adapters/store-service.ts';
import type { SqlDatabase } from '../../gateway/database.ts';

/** How long this disk takes for a sync. */
const syncMilliseconds = 50;
const never = new Int32Array(new SharedArrayBuffer(4));

/** A database file on a disk that is slow to sync: the thread waits, as it does for a real one. */
function openSlowly(file: string): SqlDatabase {
  const database = openDatabase(file);
  return {
    get isTransaction() {
      return database.isTransaction;
    },
    exec(sql) {
      database.exec(sql);
      if (sql === 'commit') Atomics.wait(never, 0, 0, syncMilliseconds);
    },
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
}

serveStore(workerData, openSlowly);
