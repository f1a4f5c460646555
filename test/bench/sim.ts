import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { readScenario } from '../../simulator/adapters/scenario-file.ts';
import { runVirtually } from '../../simulator/run/virtual.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';
import { type Figure, fewestRuns, figure, median } from './figure.ts';

const cars = 20;
const thousand = { workers: 2, carsEach: 500 } as const;

/** What simulation costs: car-days for each second of one core, byte-level twins and gateway and checks and all. */
export async function run(): Promise<readonly Figure[]> {
  await rate('city', 1, 0);
  const city = await medianRate('city');
  const storm = await medianRate('storm');
  const perSecond = 'car-days/s';
  return [
    figure('sim.city', city, perSecond, { atLeast: 10 }),
    figure('sim.storm', storm, perSecond, { atLeast: 4 }),
    figure('sim.thousand', await thousandCarDays(), 's', { atMost: 60 }),
  ];
}

async function medianRate(scenario: string): Promise<number> {
  const rates: number[] = [];
  while (rates.length < fewestRuns) rates.push(await rate(scenario, cars, rates.length + 1));
  return median(rates);
}

/** Car-days for each second of processor time, which others on the machine do not spend. */
async function rate(name: string, fleet: number, seed: number): Promise<number> {
  const before = process.cpuUsage();
  await requireGood(name, fleet, seed);
  const { user, system } = process.cpuUsage(before);
  return (fleet * 1e6) / (user + system);
}

/** @throws {Error} where the run does not hold: a fast simulation of something else is no figure. */
export async function requireGood(name: string, fleet: number, seed: number): Promise<void> {
  const ports = { database: memoryDatabase(), priceLists: builtInFiles };
  const { checks } = await runVirtually(ports, readScenario(name), { seed, cars: fleet, days: 1 });
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length > 0)
    throw new Error(
      `${name}, seed ${seed}: ${failed.map(({ name: check, detail }) => `${check}: ${detail}`)}`,
    );
}

/** Seconds that two workers take, each with its fleet and its gateway; measured once. */
async function thousandCarDays(): Promise<number> {
  const startedAt = performance.now();
  const work = async (_: unknown, index: number): Promise<void> => {
    const worker = new Worker(new URL('sim-worker.ts', import.meta.url), {
      workerData: { seed: index + 1, cars: thousand.carsEach },
    });
    const [done]: unknown[] = await once(worker, 'message');
    z.literal('done').parse(done);
  };
  await Promise.all(Array.from({ length: thousand.workers }, work));
  return (performance.now() - startedAt) / 1000;
}
