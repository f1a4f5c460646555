import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { HuntOptions } from '../mutants/command.ts';
import type { Finding, Hunter } from '../mutants/hunt.ts';
import { type Mutant, mutated } from '../mutants/mutant.ts';
import { checkout, readSource } from './mutant-files.ts';

/** What the simulator is made of. */
const sources = ['protocol', 'device', 'gateway', 'simulator', 'package.json'];
const entry = 'simulator/main.ts';

const report = z.object({
  failing: z.array(
    z.object({
      seed: z.number(),
      checks: z.array(z.object({ name: z.string(), detail: z.string() })).min(1),
    }),
  ),
});

/** Hunts with processes of this very program, in temporary copies of the checkout. */
export const mutantHunter = (options: HuntOptions, stopping: AbortSignal): Omit<Hunter, 'skips'> => ({
  async overMutant(mutant, from) {
    if (from > options.seeds.to) return null;
    const copy = copyWith(mutant);
    try {
      return await firstFinding(copy, options, { ...options.seeds, from }, stopping);
    } finally {
      rmSync(copy, { recursive: true });
    }
  },
  overSources: (seed) => firstFinding(checkout, options, { from: seed, to: seed }, stopping),
  now: () => performance.now(),
});

function copyWith(mutant: Mutant): string {
  const changed = mutated(mutant, readSource);
  const copy = mkdtempSync(join(tmpdir(), `ritmeter-mutant-${mutant.name}-`));
  for (const name of sources) cpSync(join(checkout, name), join(copy, name), { recursive: true });
  symlinkSync(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  for (const [path, content] of changed) writeFileSync(join(copy, path), content);
  return copy;
}

/** The failing seed with the lowest number. @throws {Error} where the swarm itself breaks off. */
async function firstFinding(
  folder: string,
  { scenario, cars, days }: HuntOptions,
  { from, to }: HuntOptions['seeds'],
  stopping: AbortSignal,
): Promise<Finding | null> {
  const options = [
    '--scenario',
    scenario,
    '--cars',
    `${cars}`,
    '--days',
    `${days}`,
    '--until-failure',
    '--no-events',
    '--json',
  ];
  const child = spawn(process.execPath, [entry, 'swarm', '--seeds', `${from}..${to}`, ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGINT');
  stopping.addEventListener('abort', stop);
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  stopping.removeEventListener('abort', stop);
  const [first] = failingIn(said, complained);
  const [check] = first?.checks ?? [];
  return first === undefined || check === undefined
    ? null
    : { seed: first.seed, check: check.name, detail: check.detail };
}

function failingIn(said: string, complained: string): z.output<typeof report>['failing'] {
  if (said === '') throw new Error(complained.trim());
  return report.parse(JSON.parse(said)).failing;
}
