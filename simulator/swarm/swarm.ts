import type { SeedJob, SeedOutcome, SeedRunner } from './seed-job.ts';
import type { SeedRange } from './seeds.ts';

/** How far to go, and who wants to know. */
export interface SwarmOptions {
  readonly seeds: SeedRange;
  /** No further seed is begun once a run has failed. */
  readonly untilFailure: boolean;
  /** No further seed is begun once it is aborted; those under way are not waited for. */
  readonly stopping: AbortSignal;
  readonly progress: (share: number) => void;
}

/** Runs a scenario once for each seed, all lanes at work; the outcomes by seed. */
export async function swarm(
  runner: SeedRunner,
  job: Omit<SeedJob, 'seed'>,
  { seeds, untilFailure, stopping, progress }: SwarmOptions,
): Promise<readonly SeedOutcome[]> {
  const outcomes: SeedOutcome[] = [];
  const stopped = aborted(stopping);
  let next = seeds.from;
  const isOver = (): boolean =>
    next > seeds.to || stopping.aborted || (untilFailure && outcomes.some(({ failed }) => failed.length > 0));
  const lane = async (): Promise<void> => {
    while (!isOver()) {
      const outcome = await Promise.race([runner.run({ ...job, seed: next++ }), stopped]);
      if (outcome === null) return;
      outcomes.push(outcome);
      progress(outcomes.length / (seeds.to - seeds.from + 1));
    }
  };
  await Promise.all(Array.from({ length: runner.lanes }, lane));
  return outcomes.sort((one, other) => one.seed - other.seed);
}

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
