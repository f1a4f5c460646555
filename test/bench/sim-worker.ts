import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { requireGood } from './sim.ts';

/** Lives through one day of a fleet of its own, and says so at each tenth of it. */
const { seed, cars, tenths } = z.object({ seed: z.int(), cars: z.int(), tenths: z.int() }).parse(workerData);
let told = 0;
await requireGood('city', cars, seed, (share) => {
  for (; told < Math.floor(share * tenths); told++) parentPort?.postMessage('tenth');
});
