import { describe, expect, test } from 'vitest';
import { udds } from '../../simulator/car/cycles/udds.ts';
import { type DeviceWorld, deviceWorld, factsOf } from '../support/device-world.ts';

/** The engine runs for a while, and some way is driven. */
async function drive(world: DeviceWorld): Promise<void> {
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(60);
  world.happen({ kind: 'drive-started', cycle: udds, laps: 1 });
  await world.pass(600);
  world.happen({ kind: 'drive-stopped' });
  await world.pass(15);
  world.happen({ kind: 'ignition-turned', on: false });
  await world.pass(30);
}

async function drivenToThePump(): Promise<DeviceWorld> {
  const world = deviceWorld();
  await world.boot();
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  await drive(world);
  return world;
}

const refuellings = async (world: DeviceWorld) => {
  await world.stop();
  return factsOf(await world.records(), 'refuelled');
};

describe('fuel that came in while the unit was off (promise 3)', () => {
  test('is told, after a power cut at the pump', async () => {
    const world = await drivenToThePump();
    world.crash();
    world.happen({ kind: 'refuelled', millilitres: 8_000 });
    await world.pass(120);
    await world.boot();
    await drive(world);
    const [told, ...others] = await refuellings(world);
    expect(others).toEqual([]);
    expect((told?.afterPermille ?? 0) - (told?.beforePermille ?? 0)).toBeGreaterThan(100);
  });

  test('is told once, also where the starter takes the power away', async () => {
    const world = await drivenToThePump();
    world.happen({ kind: 'refuelled', millilitres: 8_000 });
    world.happen({ kind: 'ignition-turned', on: true });
    await world.pass(3);
    world.crash();
    await world.boot();
    await drive(world);
    world.crash();
    await world.boot();
    await drive(world);
    expect(await refuellings(world)).toHaveLength(1);
  });

  test('is not told where none came in', async () => {
    const world = await drivenToThePump();
    world.crash();
    await world.pass(120);
    await world.boot();
    await drive(world);
    expect(await refuellings(world)).toEqual([]);
  });
});
