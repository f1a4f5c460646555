import { expect, test } from 'vitest';
import { onAllCores } from './on-all-cores.ts';
import type { StormOutcome, StormRun } from './storm-worker.ts';

const minutes = 60_000;
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

test(
  'storm: 20 seeds × 3 cars × 1 day, and 20 cars × 3 days, hold every check',
  async () => {
    const small = seeds.map((seed): StormRun => ({ scenario: 'storm', seed, cars: 3, days: 1 }));
    const runs: readonly StormRun[] = [{ scenario: 'storm', seed: 21, cars: 20, days: 3 }, ...small];
    const worker = new URL('./storm-worker.ts', import.meta.url);
    const outcomes = await onAllCores<StormRun, StormOutcome>(worker, runs);
    expect(outcomes).toHaveLength(runs.length);
    expect(outcomes.filter(({ failed }) => failed.length > 0)).toEqual([]);
    expect(new Set(outcomes.map(({ hash }) => hash)).size).toBe(runs.length);
  },
  6 * minutes,
);
