import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { readScenario } from '../../simulator/adapters/scenario-file.ts';
import { runVirtually, type VirtualRunOptions } from '../../simulator/run/virtual.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';
import { type Figure, fewestRuns, figure, figuresOf, median } from './figure.ts';
import { type Progress, silentProgress } from './progress.ts';

const cars = 20;
/**
 * A fleet as a town has it, over ten days: of larger ones each car takes longer, since the events of all others displace what it
 * needs from the processor's caches. Each worker tells each tenth of its days.
 */
const thousand = { workers: 2, carsEach: 50, days: 10, tenths: 10 } as const;
/** Until the compiler has seen what many car-days bring, each run is faster than the one before. */
const warmUps = 3;
const firstWarmUpSeed = 101;

export const figures = ['sim.city', 'sim.storm', 'sim.thousand'] as const;

/** What simulation costs: car-days for each second of one core, byte-level twins and gateway and checks and all. */
export const run = (
  only?: string,
  _minutes?: number,
  progress: Progress = silentProgress,
): Promise<readonly Figure[]> =>
  figuresOf(
    [
      { figures: ['sim.city'], run: () => rateFigure('city', 10, progress) },
      { figures: ['sim.storm'], run: () => rateFigure('storm', 4, progress) },
      { figures: ['sim.thousand'], run: () => thousandFigure(progress) },
    ],
    only,
  );

async function rateFigure(scenario: string, atLeast: number, progress: Progress): Promise<readonly [Figure]> {
  progress.begin(`sim.${scenario}`, fewestRuns);
  try {
    // Runs as the others: what a fresh program takes for its first car-days is no figure of many.
    for (let run = 0; run < warmUps; run++) await rate(scenario, cars, firstWarmUpSeed + run);
    const rates: number[] = [];
    while (rates.length < fewestRuns) {
      progress.run();
      rates.push(await rate(scenario, cars, rates.length + 1));
    }
    return [figure(`sim.${scenario}`, median(rates), 'car-days/s', { atLeast })];
  } finally {
    progress.end();
  }
}

async function thousandFigure(progress: Progress): Promise<readonly [Figure]> {
  const { workers, carsEach, days, tenths } = thousand;
  progress.begin(`sim.thousand, a tenth of ${days} days of ${carsEach} cars each`, workers * tenths);
  try {
    return [figure('sim.thousand', await thousandCarDays(() => progress.run()), 's', { atMost: 60 })];
  } finally {
    progress.end();
  }
}

/** Car-days for each second of processor time, which others on the machine do not spend. */
async function rate(name: string, fleet: number, seed: number): Promise<number> {
  const before = process.cpuUsage();
  await requireGood(name, { seed, cars: fleet, days: 1 });
  const { user, system } = process.cpuUsage(before);
  return (fleet * 1e6) / (user + system);
}

/** @throws {Error} where the run does not hold: a fast simulation of something else is no figure. */
export async function requireGood(
  name: string,
  options: VirtualRunOptions,
  progress: (share: number) => void = () => {},
): Promise<void> {
  const ports = { database: memoryDatabase(), priceLists: builtInFiles, progress };
  const { checks } = await runVirtually(ports, readScenario(name), options);
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length > 0)
    throw new Error(
      `${name}, seed ${options.seed}: ${failed.map(({ name: check, detail }) => `${check}: ${detail}`)}`,
    );
}

/** Seconds that two workers take, each with its fleet and its gateway; measured once. */
async function thousandCarDays(tenthDone: () => void): Promise<number> {
  const { workers, carsEach, days, tenths } = thousand;
  const startedAt = performance.now();
  const work = async (_: unknown, index: number): Promise<void> => {
    const worker = new Worker(new URL('sim-worker.ts', import.meta.url), {
      workerData: { seed: index + 1, cars: carsEach, days, tenths },
    });
    worker.on('message', tenthDone);
    const [code]: unknown[] = await once(worker, 'exit');
    z.literal(0).parse(code);
  };
  await Promise.all(Array.from({ length: workers }, work));
  return (performance.now() - startedAt) / 1000;
}
