import { Command, InvalidArgumentError } from 'commander';
import type { Benchmark } from './figure.ts';
import { thisMachine } from './machine.ts';
import { progressOn } from './progress.ts';
import { table } from './table.ts';

/** Every benchmark by its NAME; a module is loaded when its benchmark is chosen. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  device: () => import('./device.ts'),
  ingest: () => import('./ingest.ts'),
  journal: () => import('./journal.ts'),
  odometer: () => import('./odometer.ts'),
  pricing: () => import('./pricing.ts'),
  sim: () => import('./sim.ts'),
  programs: () => import('./programs.ts'),
  unlock: () => import('./unlock.ts'),
};

const wrongUsage = 2;

interface Given {
  readonly json: boolean;
  readonly only?: string;
  readonly minutes: number;
}

function minutes(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 240) return value;
  throw new InvalidArgumentError('It is no whole number from 1 to 240.');
}

const program: Command = new Command('npm run -s bench --')
  .description(
    'Measures one thing: medians of at least five runs, alternating where two things are compared.',
  )
  .argument('[name]', `one of: ${Object.keys(benchmarks).join(', ')}`)
  .option('--json', 'print one object {name, machine, figures}', false)
  .option('--only <part>', 'only figures with this in their name')
  .option(
    '--minutes <n>',
    'how long `device` drives the built unit, after a minute of warming up',
    minutes,
    1,
  )
  .showSuggestionAfterError(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : wrongUsage))
  .action(async (name: string | undefined, { json, only, minutes: length }: Given) => {
    if (name === undefined) return program.outputHelp();
    const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
    if (load === undefined) {
      return program.error(`error: no benchmark ${name}; there are: ${Object.keys(benchmarks).join(', ')}`);
    }
    const benchmark = await load();
    const names = benchmark.figures;
    if (only !== undefined && names?.some((each) => each.includes(only)) === false)
      return program.error(
        `error: no figure of ${name} has ${only} in its name; there are: ${names.join(', ')}`,
      );
    const measured = await benchmark.run(only, length, progressOn(process.stderr));
    const figures = measured.filter((each) => each.name.includes(only ?? ''));
    if (figures.length === 0) return program.error(`error: no figure of ${name} has ${only} in its name`);
    const machine = thisMachine();
    const shown = json ? JSON.stringify({ name, machine, figures }) : table(name, machine, figures);
    process.stdout.write(`${shown}\n`);
  });

await program.parseAsync();
