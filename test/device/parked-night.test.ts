import { expect, test } from 'vitest';
import { deviceWorld } from '../support/device-world.ts';

const hour = 3_600;

/** Driven for a minute, and back in its place with the ignition off. */
async function justParked() {
  const world = deviceWorld();
  await world.boot();
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(60);
  expect(world.obdCommands.filter((command) => command.startsWith('010D')).length).toBeGreaterThan(50);
  world.happen({ kind: 'key-moved', inHolder: true });
  world.happen({ kind: 'ignition-turned', on: false });
  await world.pass(3);
  world.obdCommands.length = 0;
  return world;
}

test('unlocked and switched off, the adapter alone is asked, after a minute and then every five', async () => {
  const world = await justParked();
  await world.pass(hour);
  expect(world.obdCommands).toEqual(Array.from({ length: 12 }, () => 'ATRV'));
  await world.stop();
});

test('over a night locked, the adapter alone is asked, every quarter of an hour, and no control unit is woken', async () => {
  const world = await justParked();
  expect(await world.ask('end')).toMatchObject({ verdict: 'granted' });
  await world.pass(60 * 5);
  world.obdCommands.length = 0;
  await world.pass(10 * hour);
  expect(world.obdCommands).toEqual(Array.from({ length: 40 }, () => 'ATRV'));
  await world.stop();
});
