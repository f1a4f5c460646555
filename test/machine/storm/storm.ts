import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { messageOf } from '../../../protocol/errors.ts';
import { type SeededRandom, seededRandom } from '../../../simulator/kernel/random.ts';
import { audit, type DrivenCar, seenRentals } from './audit.ts';
import { hazardsOf, hazardText } from './hazard.ts';
import { buildCity, driversKey, type StormCar, strangersKey } from './storm-city.ts';
import { StormDriver } from './storm-driver.ts';
import type { Victim } from './victim.ts';
import { rage } from './weather.ts';

const cars = 8;
const smallDisk = 3;
/** A rental that begins later than so long before the end of the storm may end after it. */
const lastRentalBefore = 30_000;
/** After the storm all that waits gets through within this: a pause between connects, and the 60 s of clause 4.1. */
const calmsWithin = 100_000;

export interface StormOptions {
  readonly seed: number;
  readonly broker: 'embedded' | 'mosquitto';
  readonly milliseconds: number;
}

/** What a storm left behind. */
export interface StormReport {
  readonly faults: readonly string[];
  readonly rentals: number;
  /** Those of which the unit could read both ends, so that each metre must be theirs. */
  readonly seenRentals: number;
  readonly connectionsCut: number;
  /** Starts of units and gateway beyond the first. */
  readonly restarts: number;
  readonly hazards: readonly string[];
  /** Journals, database and logs. */
  readonly evidence: string;
}

/** Runs a gateway and its cars as processes through a storm, and adds up what is left. */
export async function storm({ seed, broker, milliseconds }: StormOptions): Promise<StormReport> {
  const random = seededRandom(seed).fork(broker);
  const evidence = await mkdtemp(join(tmpdir(), `ritmeter-storm-${broker}-`));
  onTestFinished(({ task }) =>
    task.result?.state === 'fail' ? undefined : rm(evidence, { recursive: true }),
  );
  const plan = { milliseconds, cars, smallDisk, hasOutsideBroker: broker === 'mosquitto' };
  const hazards = hazardsOf(random.fork('hazards'), plan);
  const city = await buildCity({ broker, folder: evidence, cars, smallDisk });
  city.gateway.start();
  for (const { unit } of city.cars) unit.start();
  const beganAt = performance.now();
  const endsAt = beganAt + milliseconds;
  const driving = city.cars.map((car) => drive(car, random.fork(car.name), endsAt));
  await rage(city, hazards);
  const driven = await Promise.all(driving);
  const victims = [city.gateway, ...city.cars.map(({ unit }) => unit)];
  await Promise.all(victims.map((victim) => victim.ready()));
  const faults = driven.flatMap(({ faults: own }) => own);
  faults.push(...(await audit(city, driven, calmsWithin)), ...(await endFaults(victims)));
  return {
    faults: [...faults, ...victims.flatMap(({ surprises }) => surprises)],
    rentals: driven.reduce((sum, { rentals }) => sum + rentals.length, 0),
    seenRentals: driven.reduce((sum, one) => sum + seenRentals(one), 0),
    connectionsCut: city.cars.reduce((sum, { cable }) => sum + cable.cuts, 0),
    restarts: victims.reduce((sum, { starts }) => sum + starts - 1, 0),
    hazards: hazards.map(hazardText),
    evidence,
  };
}

async function drive(
  car: StormCar,
  random: SeededRandom,
  stormEndsAt: number,
): Promise<DrivenCar & { readonly faults: readonly string[] }> {
  const { link, tickets } = car;
  const [key, stranger] = [driversKey, strangersKey];
  const givesUpAt = stormEndsAt + calmsWithin;
  const driver = new StormDriver({ car: car.car, link, key, stranger, random, givesUpAt });
  const rentals = [];
  try {
    for (const ticket of tickets) {
      if (performance.now() > stormEndsAt - lastRentalBefore) break;
      await driver.failWithStolenToken(ticket);
      rentals.push(await driver.rent(ticket));
    }
    return { car, rentals, faults: [] };
  } catch (thrown) {
    return { car, rentals, faults: [`${car.name}: ${messageOf(thrown)}`] };
  }
}

/** Units and gateway end in good order when they are asked to. */
async function endFaults(programs: readonly Victim[]): Promise<string[]> {
  const statuses: string[] = [];
  for (const program of programs.toReversed()) {
    const status = await program.end();
    if (status !== 0) statuses.push(`${program.name} ended with ${status} on SIGTERM`);
  }
  return statuses;
}
