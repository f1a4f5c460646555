import { describe, expect, test } from 'vitest';
import type { SeedJob, SeedOutcome, SeedRunner } from '../../../simulator/swarm/seed-job.ts';
import { type SwarmOptions, swarm } from '../../../simulator/swarm/swarm.ts';

const job = { scenario: 'timetable: {}', scenarioName: 'x', cars: 1, days: 1 };
const never = new AbortController().signal;

/** Answers at once; these seeds fail, and one never ends. */
class StubRunner implements SeedRunner {
  readonly lanes: number;
  readonly begun: number[] = [];
  readonly #failing: readonly number[];
  readonly #endless: number | null;

  constructor(lanes: number, failing: readonly number[] = [], endless: number | null = null) {
    this.lanes = lanes;
    this.#failing = failing;
    this.#endless = endless;
  }

  run({ seed }: SeedJob): Promise<SeedOutcome> {
    this.begun.push(seed);
    const failed = this.#failing.includes(seed) ? [{ name: 'no-loss', ok: false, detail: '' }] : [];
    if (seed === this.#endless) return new Promise(() => {});
    return Promise.resolve({ seed, traceHash: '', faults: [], failed });
  }

  async close(): Promise<void> {}
}

const options = (changes: Partial<SwarmOptions>): SwarmOptions => ({
  seeds: { from: 1, to: 6 },
  untilFailure: false,
  stopping: never,
  progress: () => {},
  ...changes,
});

describe('a swarm', () => {
  test.each([1, 2, 5, 9])(
    'runs every seed once on %i lanes, and tells the outcomes by seed',
    async (lanes) => {
      const runner = new StubRunner(lanes, [2]);
      const outcomes = await swarm(runner, job, options({}));
      expect(outcomes.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(outcomes.filter(({ failed }) => failed.length > 0).map(({ seed }) => seed)).toEqual([2]);
      expect(runner.begun.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    },
  );

  test('begins no further seed after a failure where it is to end there', async () => {
    const runner = new StubRunner(1, [3, 4]);
    const outcomes = await swarm(runner, job, options({ untilFailure: true }));
    expect(outcomes.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });

  test('ends with what it has when it is stopped, without waiting for a run', async () => {
    const stop = new AbortController();
    const runner = new StubRunner(1, [], 3);
    const running = swarm(runner, job, options({ stopping: stop.signal }));
    while (runner.begun.length < 3) await Promise.resolve();
    stop.abort();
    expect((await running).map(({ seed }) => seed)).toEqual([1, 2]);
  });

  test('tells its progress up to the end', async () => {
    const shares: number[] = [];
    await swarm(new StubRunner(2), job, options({ progress: (share) => shares.push(share) }));
    expect(shares).toHaveLength(6);
    expect(shares.at(-1)).toBe(1);
  });
});
