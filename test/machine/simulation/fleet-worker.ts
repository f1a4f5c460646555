import { parentPort } from 'node:worker_threads';
import { outcomeOf } from './fleet-outcome.ts';

/** Runs each seed that it is sent, and answers with what came of it. */
parentPort?.on('message', async (seed: number) => {
  parentPort?.postMessage(await outcomeOf(seed));
});
