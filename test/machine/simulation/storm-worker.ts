import { parentPort } from 'node:worker_threads';
import type { VirtualRunOptions } from '../../../simulator/run/virtual.ts';
import { simulate } from '../../simulation/virtual-fleet.ts';

/** One run of a scenario. */
export interface StormRun extends VirtualRunOptions {
  readonly scenario: string;
}

/** What came of it. */
export interface StormOutcome extends StormRun {
  readonly hash: string;
  readonly failed: readonly string[];
}

/** Runs what it is sent, and answers with what came of it. */
parentPort?.on('message', async ({ scenario, ...options }: StormRun) => {
  const { checks, traceHash } = await simulate(options, scenario);
  const failed = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  parentPort?.postMessage({ scenario, ...options, hash: traceHash, failed } satisfies StormOutcome);
});
