import { describe, expect, test } from 'vitest';
import { udds } from '../../simulator/car/cycles/udds.ts';
import { counterCar, odometerCar } from '../../simulator/car/models.ts';
import { shownOdometerMetres } from '../../simulator/car/shown.ts';
import { type DeviceWorld, deviceWorld, factsOf } from '../support/device-world.ts';

/** Opens the car and starts its engine; the unit has read the odometer by then. */
async function started(world: DeviceWorld): Promise<void> {
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(20);
}

/** Some way, with the unit off from some moment of it until another; then the rental ends. */
async function drive(world: DeviceWorld, offAfter: number, offFor: number): Promise<void> {
  world.happen({ kind: 'drive-started', cycle: udds, laps: 1 });
  await world.pass(offAfter);
  world.crash();
  await world.pass(offFor);
  await world.boot();
  await world.pass(900 - offAfter - offFor);
  world.happen({ kind: 'drive-stopped' });
  await world.pass(15);
  world.happen({ kind: 'ignition-turned', on: false });
  await world.pass(10);
  world.happen({ kind: 'key-moved', inHolder: true });
  await world.pass(5);
  await world.ask('end');
}

const shown = ({ physical }: DeviceWorld): number => shownOdometerMetres(physical.now());

/** The rental's way as it is billed: between its records, without the steps that nobody drove. */
async function billedMetres(world: DeviceWorld): Promise<number> {
  const records = await world.records();
  const from = records.findIndex(({ fact }) => fact.kind === 'rental-opened');
  const to = records.findIndex(({ fact }) => fact.kind === 'rental-closed');
  const steps = factsOf(records.slice(from, to), 'odometer-rebased');
  const stepMetres = steps.reduce(
    (sum, { afterMetres, beforeMetres }) => sum + afterMetres - beforeMetres,
    0,
  );
  const odometerAt = (index: number): number => records[index]?.header.odometerMetres ?? Number.NaN;
  return odometerAt(to) - odometerAt(from) - stepMetres;
}

/** A unit that has read the odometer before, on a day before this one. */
async function knownCar(model: typeof odometerCar): Promise<DeviceWorld> {
  const world = deviceWorld({ model });
  await world.boot();
  world.happen({ kind: 'immobiliser-set', immobilised: false });
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(30);
  world.happen({ kind: 'ignition-turned', on: false });
  world.happen({ kind: 'key-moved', inHolder: true });
  await world.pass(600);
  return world;
}

describe.each([odometerCar, counterCar])('a unit killed on the first way of a rental, $name', (model) => {
  test.each([
    ['before a record tells of the way', 15, 300],
    ['in the middle of it', 300, 120],
    ['until it is over', 100, 790],
  ])('%s: the way is that rental’s (promise 3)', async (_, offAfter, offFor) => {
    const world = await knownCar(model);
    const before = shown(world);
    await started(world);
    await drive(world, offAfter, offFor);
    expect(await billedMetres(world)).toBe(shown(world) - before);
  });

  test('that had read nothing since the opening: nobody can tell a way before it from the driver’s', async () => {
    const world = await knownCar(model);
    await world.ask('unlock');
    world.happen({ kind: 'key-moved', inHolder: false });
    world.crash();
    world.happen({ kind: 'ignition-turned', on: true });
    const before = shown(world);
    await drive(world, 300, 120);
    const billed = await billedMetres(world);
    expect(billed).toBeGreaterThan(0);
    expect(billed).toBeLessThan(shown(world) - before);
  });
});
