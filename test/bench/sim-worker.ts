import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { requireGood } from './sim.ts';

/** Lives through the days of a fleet of its own, and says so at each tenth of them. */
const { tenths, ...options } = z
  .object({ seed: z.int(), cars: z.int(), days: z.int(), tenths: z.int() })
  .parse(workerData);
let told = 0;
await requireGood('city', options, (share) => {
  for (; told < Math.floor(share * tenths); told++) parentPort?.postMessage('tenth');
});
