import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { commandFor } from './failing-seed.ts';
import type { SeedJob, SeedOutcome, SeedRunner } from './seed-job.ts';
import { type Candidate, type ScenarioDocument, shrunk } from './shrink.ts';

/** A failing seed made small. */
export interface ShrunkSeed {
  readonly file: string;
  readonly seed: number;
  readonly cars: number;
  readonly days: number;
  readonly faults: readonly string[];
  /** Repeats it. */
  readonly command: string;
  /** Runs that it took to find out. */
  readonly runs: number;
}

/** So many runs are spent on it; what is smallest by then is taken. */
const mostRuns = 200;

const document = z.looseObject({
  faults: z.record(z.string(), z.unknown()).optional(),
  timetable: z.record(z.string(), z.unknown()),
  drivers: z.record(z.string(), z.unknown()).optional(),
});

/** Makes a failing seed as small as it fails in the same check, and writes it as a scenario of its own. */
export async function shrinkSeed(
  ports: { readonly save: (file: string, text: string) => void },
  runner: SeedRunner,
  job: SeedJob,
  { failed, faults }: SeedOutcome,
  stopping: AbortSignal,
): Promise<ShrunkSeed> {
  const [wanted] = failed;
  let runs = 0;
  const stillFails = async (candidate: Candidate): Promise<boolean> => {
    if (stopping.aborted || runs >= mostRuns) return false;
    runs += 1;
    const outcome = await runner.run(jobOf(job, candidate));
    return outcome.failed.some(({ name }) => name === wanted?.name);
  };
  const best = await shrunk(withoutLuck(job, faults), stillFails);
  const small = { ...jobOf(job, best), scenarioName: fileFor(job) };
  ports.save(small.scenarioName, small.scenario);
  const { seed, cars, days } = small;
  const left = Object.keys(best.scenario.faults ?? {});
  return { file: small.scenarioName, seed, cars, days, faults: left, command: commandFor(small), runs };
}

/** The same run, with the faults that the seed has drawn and no others. */
function withoutLuck({ scenario, cars, days }: SeedJob, drawn: readonly string[]): Candidate {
  const read: ScenarioDocument = document.parse(parse(scenario));
  const faults = Object.fromEntries(
    Object.entries(read.faults ?? {}).filter(([name]) => drawn.includes(name)),
  );
  return { scenario: { ...read, faults, faultsOff: 0 }, cars, days };
}

const jobOf = (job: SeedJob, { scenario, cars, days }: Candidate): SeedJob => ({
  ...job,
  scenario: stringify(scenario),
  cars,
  days,
});

/** Beside whoever asked, whatever the scenario was called. */
function fileFor({ scenarioName, seed }: SeedJob): string {
  const name = scenarioName.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  return `./${name}-${seed}.yaml`;
}

export const shrunkText = ({ file, faults, cars, days, command, runs }: ShrunkSeed): string =>
  [
    `shrunk in ${runs} runs: ${cars} cars, ${days} days, faults: ${faults.join(', ') || 'none'}`,
    `  written to ${file}`,
    `  repeat it: ${command}`,
    '',
  ].join('\n');
