import type { Check } from '../checkers/check.ts';

/** One run of a scenario, as it goes to a worker. */
export interface SeedJob {
  readonly seed: number;
  /** YAML. */
  readonly scenario: string;
  /** Where the scenario is from, for people. */
  readonly scenarioName: string;
  readonly cars: number;
  readonly days: number;
}

/** What came of it. */
export interface SeedOutcome {
  readonly seed: number;
  readonly traceHash: string;
  /** The faults that this run had, by name. */
  readonly faults: readonly string[];
  /** The checks that do not hold. */
  readonly failed: readonly Check[];
}

/** The name under which a run counts that did not come to its checks. */
export const noReport = 'run';

/** A run that broke off: the simulator, or the code under test, is at fault. */
export const brokenOff = (seed: number, detail: string): SeedOutcome => ({
  seed,
  traceHash: '',
  faults: [],
  failed: [{ name: noReport, ok: false, detail }],
});

/** Where seeds are run, several at a time. */
export interface SeedRunner {
  /** How many at a time. */
  readonly lanes: number;
  run(job: SeedJob): Promise<SeedOutcome>;
  close(): Promise<void>;
}
