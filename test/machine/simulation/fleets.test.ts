import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { FleetOutcome } from './fleet-outcome.ts';

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
const minutes = 60_000;

test(
  '20 seeds × 20 cars × 1 day: every kilometre accounted for, nothing twice, prices to the cent, each seed twice alike',
  async () => {
    const outcomes = await outcomesOf(seeds);
    expect(outcomes.map(({ seed }) => seed)).toEqual(seeds);
    for (const { seed, hashes, failed, wrongPrices, rentals, statements } of outcomes) {
      expect({ seed, failed, wrongPrices, hash: hashes[1], statements }).toEqual({
        seed,
        failed: [],
        wrongPrices: [],
        hash: hashes[0],
        statements: rentals,
      });
      expect(rentals).toBeGreaterThanOrEqual(20);
    }
    expect(new Set(outcomes.map(({ hashes }) => hashes[0])).size).toBe(seeds.length);
  },
  6 * minutes,
);

/** On all cores, each taking the next seed as it becomes free. */
async function outcomesOf(all: readonly number[]): Promise<FleetOutcome[]> {
  const waiting = [...all];
  const outcomes: FleetOutcome[] = [];
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./fleet-worker.ts', import.meta.url));
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      worker.postMessage(seed);
      const [outcome]: FleetOutcome[] = await once(worker, 'message');
      if (outcome !== undefined) outcomes.push(outcome);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return outcomes.sort((one, other) => one.seed - other.seed);
}
