import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../protocol/errors.ts';
import { runSeed } from '../swarm/run-seed.ts';
import { brokenOff, type SeedJob } from '../swarm/seed-job.ts';
import { heldBytes } from './held-bytes.ts';
import { memoryDatabase } from './memory-database.ts';
import type { SeedWorkerData } from './seed-workers.ts';

/** A thread that runs each seed that it is sent, and answers with what came of it. */
const { priceLists }: SeedWorkerData = workerData;

parentPort?.on('message', async (job: SeedJob) => {
  const outcome = await runSeed({ database: memoryDatabase(), priceLists, heldBytes }, job).catch(
    (thrown: unknown) => brokenOff(job.seed, messageOf(thrown)),
  );
  parentPort?.postMessage(outcome);
});
