import { expect, test } from 'vitest';
import { us06 } from '../../simulator/car/cycles/us06.ts';
import { deviceWorld, factsOf } from '../support/device-world.ts';

/** Who locks the doors from inside and waits has the unit asleep: the ignition is seen all the same. */
test('a car that is driven off with its doors locked has its trip from the start', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'locked', locked: true });
  await world.pass(60);
  world.happen({ kind: 'ignition-turned', on: true });
  const ignitionAt = world.trueTime();
  await world.pass(6);
  world.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  await world.pass(120);
  const [trip] = factsOf(await world.records(), 'trip-started');
  expect((trip?.startedAt ?? 0) - ignitionAt).toBeLessThanOrEqual(5_000);
  expect(trip?.startedAt).toBeGreaterThanOrEqual(ignitionAt);
});

test('a fuel card that is taken from a parked car is told within seconds', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.pass(60);
  world.happen({ kind: 'fuel-card-moved', inHolder: false });
  await world.pass(6);
  expect(factsOf(await world.records(), 'custody-changed')).toContainEqual(
    expect.objectContaining({ item: 'fuel-card', inHolder: false }),
  );
});
