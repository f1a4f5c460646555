import type { Command } from 'commander';
import type { StoreSettings } from '../../gateway/gateway.ts';
import type { StorePorts } from '../../gateway/ports.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { wholeNumber } from '../start/options.ts';
import { faultsText, runText } from './report-text.ts';
import { runVirtually } from './virtual.ts';

/** What the command needs of the machine. */
export interface RunCommandPorts {
  readonly database: () => StorePorts['database'];
  /** Bytes that the program holds, after a collection. */
  readonly heldBytes: () => number;
  readonly readLists: () => Promise<StoreSettings['priceLists']>;
  /** @throws {Fault} `scenario-invalid`. */
  readonly readScenario: (nameOrFile: string) => Scenario;
  readonly progress: () => { update(share: number): void; end(): void };
  readonly exit: (holds: boolean) => void;
}

interface RunOptions {
  readonly seed: number;
  readonly cars?: number;
  readonly days?: number;
  readonly json: boolean;
}

/** `run [SCENARIO]`: a fleet in virtual time. */
export function addRunCommand(program: Command, ports: RunCommandPorts): void {
  program
    .command('run')
    .summary('run a scenario in virtual time, the same seed always alike')
    .description(
      'Runs a fleet with its gateway in virtual time, in one process: first under the faults of the scenario, of which the\n' +
        'seed draws some, then without until everything must have settled. Then checks what came of it.\n' +
        'Exit status 0 only if every check holds; 1 otherwise; 2 where the scenario or an option must be put right.',
    )
    .argument('[scenario]', 'city, storm, everyday, or a YAML file of your own', 'city')
    .option('--seed <n>', 'of everything', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--cars <n>', 'cars of the fleet (default: as the scenario says)', wholeNumber(1, 1_000))
    .option('--days <n>', 'simulated days (default: as the scenario says)', wholeNumber(1, 366))
    .option('--json', 'print the report as one JSON object', false)
    .action((scenario: string, options: RunOptions) => run(ports, scenario, options));
}

async function run(ports: RunCommandPorts, name: string, options: RunOptions): Promise<void> {
  const { readScenario, readLists, database, heldBytes, progress, exit } = ports;
  const scenario = readScenario(name);
  const { seed, json, cars = scenario.fleet.cars, days = scenario.fleet.days } = options;
  const priceLists = await readLists();
  const bar = progress();
  const report = await runVirtually(
    {
      database: database(),
      priceLists,
      heldBytes,
      selected: (drawn) => {
        if (!json) process.stdout.write(faultsText(drawn));
      },
      progress: (share) => bar.update(share),
    },
    scenario,
    { seed, cars, days },
  ).finally(() => bar.end());
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : runText(report));
  exit(report.checks.every(({ ok }) => ok));
}
