import { expect, test } from 'vitest';
import type { FleetOutcome } from './fleet-outcome.ts';
import { onAllCores } from './on-all-cores.ts';

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
const minutes = 60_000;

test(
  '20 seeds × 20 cars × 1 day: every kilometre accounted for, nothing twice, prices to the cent, each seed twice alike',
  async () => {
    const worker = new URL('./fleet-worker.ts', import.meta.url);
    const outcomes = await onAllCores<number, FleetOutcome>(worker, seeds);
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
