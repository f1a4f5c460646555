import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { VirtualRunPorts } from '../run/virtual.ts';
import { parseScenario } from '../scenarios/scenario.ts';
import { wholeNumber } from '../start/options.ts';
import { failingSeed } from './failing-seed.ts';
import { type SwarmReport, swarmText } from './report.ts';
import type { SeedJob, SeedOutcome, SeedRunner } from './seed-job.ts';
import { parseSeeds, type SeedRange } from './seeds.ts';
import { type ShrunkSeed, shrinkSeed, shrunkText } from './shrunk-seed.ts';
import { swarm } from './swarm.ts';

/** What the command needs of the machine. */
export interface SwarmCommandPorts {
  readonly runPorts: () => Promise<VirtualRunPorts>;
  readonly runner: (lanes: number) => Promise<SeedRunner>;
  /** YAML. @throws {Fault} `scenario-invalid`. */
  readonly scenarioText: (nameOrFile: string) => string;
  readonly progress: () => { update(share: number): void; end(): void };
  /** Aborted at Ctrl-C or a request to terminate. */
  readonly stopping: () => AbortSignal;
  readonly now: () => number;
  readonly write: (text: string) => void;
  /** For standard error. */
  readonly news: (text: string) => void;
  /** @throws {Fault} `file-unwritable`. */
  readonly save: (file: string, text: string) => void;
  readonly exit: (status: 'ok' | 'failed' | 'interrupted') => void;
}

interface SwarmGiven {
  readonly seeds: SeedRange;
  readonly scenario: string;
  readonly cars?: number;
  readonly days?: number;
  readonly workers: number;
  readonly untilFailure: boolean;
  readonly events: boolean;
  readonly shrink: boolean;
  readonly json: boolean;
}

const mostWorkers = 64;

/** `swarm`: a scenario under many seeds, on all cores. */
export function addSwarmCommand(program: Command, ports: SwarmCommandPorts): void {
  program
    .command('swarm')
    .summary('run a scenario under many seeds, on all cores')
    .description(
      'Runs a scenario once for each seed. For seeds that fail: the checks, the command that repeats them, and the last\n' +
        'events of the car concerned. Ctrl-C ends it with what is known by then.\n' +
        'Exit status 0 only if every check of every seed holds; 1 otherwise; 2 where an option or the scenario must be put right.',
    )
    .option('--seeds <range>', 'such as 1..200', parseSeeds, { from: 1, to: 20 })
    .option('--scenario <name>', 'city, storm, everyday, or a YAML file of your own', 'storm')
    .option('--cars <n>', 'cars of the fleet (default: as the scenario says)', wholeNumber(1, 1_000))
    .option('--days <n>', 'simulated days (default: as the scenario says)', wholeNumber(1, 366))
    .option('--workers <n>', 'seeds at a time', wholeNumber(1, mostWorkers), availableParallelism())
    .option('--until-failure', 'begin no further seed once one has failed', false)
    .option('--no-events', 'leave out the last events of failing seeds, each of which takes another run')
    .option(
      '--shrink',
      'make the first failing seed as small as it still fails in the same check, in at most 200 runs, and write it as a scenario',
      false,
    )
    .option('--json', 'print the report as one JSON object', false)
    .action((given: SwarmGiven) => run(ports, given));
}

async function run(ports: SwarmCommandPorts, given: SwarmGiven): Promise<void> {
  const scenario = ports.scenarioText(given.scenario);
  const { fleet } = parseScenario(scenario, given.scenario);
  const { cars = fleet.cars, days = fleet.days } = given;
  const job = { scenario, scenarioName: given.scenario, cars, days };
  const runner = await ports.runner(given.workers);
  const stopping = ports.stopping();
  const { from, to } = given.seeds;
  ports.news(
    `${given.scenario}: seeds ${from} to ${to}, cars ${cars}, days ${days}, ${given.workers} at a time\n`,
  );
  try {
    const { report, failed } = await swarmed(ports, given, runner, job, stopping);
    const [first] = failed;
    const shrunk =
      given.shrink && first !== undefined && !stopping.aborted
        ? await shrinkSeed(ports, runner, { ...job, seed: first.seed }, first, stopping)
        : null;
    ports.write(given.json ? `${JSON.stringify({ ...report, shrunk })}\n` : textOf(report, shrunk));
    ports.exit(failed.length > 0 ? 'failed' : report.interrupted ? 'interrupted' : 'ok');
  } finally {
    await runner.close();
  }
}

const textOf = (report: SwarmReport, shrunk: ShrunkSeed | null): string =>
  `${swarmText(report)}${shrunk === null ? '' : `\n${shrunkText(shrunk)}`}`;

async function swarmed(
  ports: SwarmCommandPorts,
  { seeds, untilFailure, events }: SwarmGiven,
  runner: SeedRunner,
  job: Omit<SeedJob, 'seed'>,
  stopping: AbortSignal,
): Promise<{ readonly report: SwarmReport; readonly failed: readonly SeedOutcome[] }> {
  const began = ports.now();
  const bar = ports.progress();
  const progress = (share: number) => bar.update(share);
  const outcomes = await swarm(runner, job, { seeds, untilFailure, stopping, progress }).finally(() =>
    bar.end(),
  );
  const seconds = (ports.now() - began) / 1000;
  const failed = outcomes.filter(({ failed: checks }) => checks.length > 0);
  const failing = [];
  for (const outcome of failed) {
    const again = events && !stopping.aborted ? await ports.runPorts() : null;
    failing.push(await failingSeed(again, { ...job, seed: outcome.seed }, outcome));
  }
  const report = {
    scenario: job.scenarioName,
    cars: job.cars,
    days: job.days,
    seeds,
    run: outcomes.length,
    failing,
    seconds,
    seedsPerMinute: seconds === 0 ? 0 : (60 * outcomes.length) / seconds,
    interrupted: stopping.aborted,
  };
  return { report, failed };
}
