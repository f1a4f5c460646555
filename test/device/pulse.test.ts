import { expect, test } from 'vitest';
import { within } from '../../device/time/waiting.ts';
import { milliseconds } from '../../protocol/units.ts';
import { type DeviceWorld, deviceWorld } from '../support/device-world.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** Whether the pulse answers within a minute. */
async function answers(world: DeviceWorld): Promise<boolean> {
  const { timers, advance } = createManualClock();
  const answered = within(timers, milliseconds(60_000), world.pulse());
  await world.pass(60);
  await advance(60_000);
  return answered;
}

test('a car whose journal stores has a pulse', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.ask('unlock');
  expect(await answers(world)).toBe(true);
});

test('a disk that refuses is an answer: what waits in memory is worth more than a restart (D6)', async () => {
  const world = deviceWorld();
  await world.boot();
  world.disk.condition = 'failing';
  expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
  expect(await answers(world)).toBe(true);
});

test('a disk that hangs is none, though the car still opens', async () => {
  const world = deviceWorld();
  await world.boot();
  world.disk.mount();
  expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
  expect(await answers(world)).toBe(false);
});
