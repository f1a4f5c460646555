import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { price } from '../../gateway/pricing/price.ts';
import { parseRental } from '../../gateway/pricing/rental-json.ts';
import { builtInLists } from '../gateway/pricing/built-in-lists.ts';
import type { RentalJson } from '../gateway/pricing/rental-json.ts';
import { type Figure, fewestRuns, figure, median, medianOf } from './figure.ts';
import { monthMix, weekMix } from './pricing-rentals.ts';

const commandRun = z.object({ rentalsPerSecond: z.number(), megabytes: z.number() });

/** What pricing costs: facts, lists and fuel price loaded; the command with a million rentals, JSON in and out. */
export async function run(): Promise<readonly Figure[]> {
  const week = await medianOf(rate(weekMix(20_000), 200_000));
  const month = await medianOf(rate(monthMix(5_000), 100_000));
  const command: z.infer<typeof commandRun>[] = [];
  while (command.length < fewestRuns) command.push(await runCommand());
  const perSecond = 'rentals/s';
  const through = median(command.map(({ rentalsPerSecond }) => rentalsPerSecond));
  const resident = median(command.map(({ megabytes }) => megabytes));
  return [
    figure('pricing.week', week, perSecond, { atLeast: 100_000 }),
    figure('pricing.month', month, perSecond, { atLeast: 40_000 }),
    figure('pricing.command', through, perSecond, { atLeast: 30_000 }),
    figure('pricing.command-memory', resident, 'MB', { atMost: 200 }),
  ];
}

/** Prices `count` rentals, the given ones over and over; gives rentals per second. */
function rate(rentals: readonly RentalJson[], count: number): () => number {
  const facts = rentals.map((rental) => parseRental(rental).facts);
  return () => {
    const startedAt = performance.now();
    for (let done = 0; done < count; done += facts.length) {
      for (const each of facts) if (!price(each, builtInLists).ok) throw new Error('a rental has no price');
    }
    return (count * 1000) / (performance.now() - startedAt);
  };
}

async function runCommand(): Promise<z.infer<typeof commandRun>> {
  const script = fileURLToPath(new URL('pricing-command-run.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return commandRun.parse(JSON.parse(stdout));
}
