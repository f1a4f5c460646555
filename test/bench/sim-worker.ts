import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { requireGood } from './sim.ts';

/** Lives through one day of a fleet of its own. */
const { seed, cars } = z.object({ seed: z.int(), cars: z.int() }).parse(workerData);
await requireGood('city', cars, seed);
parentPort?.postMessage('done');
