import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { wholeNumber } from '../start/options.ts';
import { parseSeeds, type SeedRange } from '../swarm/seeds.ts';
import { type Hunted, type Hunter, hunt } from './hunt.ts';
import type { Mutant } from './mutant.ts';
import { huntText } from './report-text.ts';

/** What every mutant is hunted with. */
export interface HuntOptions {
  readonly seeds: SeedRange;
  readonly scenario: string;
  readonly cars: number;
  readonly days: number;
}

/** What the command needs of the machine. */
export interface MutantsCommandPorts {
  /** By name. @throws {Fault} `no-sources` in an installed package. */
  readonly mutants: () => readonly Mutant[];
  readonly hunter: (options: HuntOptions, stopping: AbortSignal) => Omit<Hunter, 'skips'>;
  readonly write: (text: string) => void;
  /** For standard error. */
  readonly news: (text: string) => void;
  /** Aborted at Ctrl-C or a request to terminate. */
  readonly stopping: () => AbortSignal;
  readonly exit: (status: 'ok' | 'failed' | 'interrupted') => void;
}

type Given = HuntOptions & { readonly json: boolean };

/** `mutants`: whether the simulation finds the faults that it must. */
export function addMutantsCommand(program: Command, ports: MutantsCommandPorts): void {
  program
    .command('mutants')
    .summary('build known mistakes into copies of the sources, and see that the simulation finds each')
    .description(
      'For each patch in simulator/mutants: applies it to a temporary copy of the sources, runs a swarm there until a seed\n' +
        'fails, and runs that seed without it; one that fails then as well is skipped. Needs a checkout.\n' +
        'Exit status 0 only if each is found; 1 where one lives or its patch no longer applies.',
    )
    .argument('[names...]', 'which (default: all)')
    .option('--seeds <range>', 'such as 1..200', parseSeeds, { from: 1, to: 200 })
    .option('--scenario <name>', 'as in swarm', 'storm')
    .option('--cars <n>', 'cars of the fleet', wholeNumber(1, 1_000), 3)
    .option('--days <n>', 'simulated days', wholeNumber(1, 366), 1)
    .option('--json', 'print the report as one JSON object', false)
    .action((names: readonly string[], given: Given) => run(ports, names, given));
}

async function run(ports: MutantsCommandPorts, names: readonly string[], given: Given): Promise<void> {
  const wanted = chosen(ports.mutants(), names);
  const stopping = ports.stopping();
  const hunter: Hunter = {
    ...ports.hunter(given, stopping),
    skips: ({ name }, { seed, check, detail }) =>
      ports.news(`${name}: seed ${seed} is skipped, it fails without it as well: ${check}: ${detail}\n`),
  };
  const hunted: Hunted[] = [];
  for (const mutant of wanted) {
    const result = await hunt(hunter, mutant, given.seeds.from);
    if (stopping.aborted) break;
    hunted.push(result);
    ports.news(`${result.fate} ${result.mutant} (${result.seconds.toFixed(0)} s)\n`);
  }
  const { seeds, scenario, cars, days } = given;
  ports.write(
    given.json ? `${JSON.stringify({ scenario, cars, days, seeds, mutants: hunted })}\n` : huntText(hunted),
  );
  const holds = hunted.every(({ fate }) => fate === 'found');
  ports.exit(stopping.aborted ? 'interrupted' : holds ? 'ok' : 'failed');
}

/** @throws {Fault} `no-such-mutant` */
function chosen(all: readonly Mutant[], names: readonly string[]): readonly Mutant[] {
  const unknown = names.find((name) => all.every((mutant) => mutant.name !== name));
  if (unknown === undefined) return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const known = all.map(({ name }) => name).join(', ');
  throw new Fault({ code: 'no-such-mutant', blame: 'operator' }, `no mutant ${unknown}; there are ${known}`);
}
