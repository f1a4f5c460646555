import { parentPort } from 'node:worker_threads';
import { type Barrage, outcomeOf } from './barrage.ts';

/** Says each barrage that it is sent to a car of its own, and answers with what came of it. */
parentPort?.on('message', async (barrage: Barrage) => {
  parentPort?.postMessage(await outcomeOf(barrage));
});
