import type { Check } from '../checkers/check.ts';
import { runVirtually, type VirtualRunPorts } from '../run/virtual.ts';
import { parseScenario } from '../scenarios/scenario.ts';
import { LastEvents } from './last-events.ts';
import type { SeedJob, SeedOutcome } from './seed-job.ts';

/** A seed that fails, with what somebody needs who is to mend it. */
export interface FailingSeed {
  readonly seed: number;
  readonly checks: readonly Check[];
  /** Repeats it. */
  readonly command: string;
  /** The car that the first check names; null where it names none. */
  readonly car: string | null;
  /** The last that went over that car's wires: virtual time, wire, what. */
  readonly lastEvents: readonly string[];
}

/** Describes a failing seed; with ports it is run again, to tell what went over the wires of the car concerned. */
export async function failingSeed(
  ports: VirtualRunPorts | null,
  job: SeedJob,
  { failed }: SeedOutcome,
): Promise<FailingSeed> {
  const car = carConcerned(failed);
  const events = car === null || ports === null ? null : await eventsOf(ports, job, car);
  const { seed } = job;
  return { seed, checks: failed, command: commandFor(job), car, lastEvents: events ?? [] };
}

/** As a shell takes it. */
export const commandFor = ({ scenarioName, seed, cars, days }: SeedJob): string =>
  `npm run -s sim -- run ${scenarioName} --seed ${seed} --cars ${cars} --days ${days}`;

const carConcerned = (failed: readonly Check[]): string | null =>
  failed.map(({ detail }) => /\bcar-\d+\b/.exec(detail)?.[0]).find((car) => car !== undefined) ?? null;

async function eventsOf(ports: VirtualRunPorts, job: SeedJob, car: string): Promise<readonly string[]> {
  const { seed, cars, days, scenario, scenarioName } = job;
  const events = new LastEvents(car);
  const event: VirtualRunPorts['event'] = (at, whose, wire, bytes) => events.record(at, whose, wire, bytes);
  // Where it breaks off, the check `run` says why.
  await runVirtually({ ...ports, event }, parseScenario(scenario, scenarioName), { seed, cars, days }).catch(
    () => {},
  );
  return events.lines();
}
