import { workerData } from 'node:worker_threads';
import { openDatabase } from './sqlite.ts';
import { serveStore } from './store-service.ts';

/** Entry of the storage thread. */
serveStore(workerData, openDatabase);
