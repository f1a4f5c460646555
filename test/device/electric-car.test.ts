import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseProfile } from '../../device/config.ts';
import { parseSettings } from '../../protocol/settings/settings.ts';
import { udds } from '../../simulator/car/cycles/udds.ts';
import { electricCar } from '../../simulator/car/models.ts';
import { type DeviceWorld, deviceWorld, factsOf } from '../support/device-world.ts';

const name = 'bench-electric.yaml';
const profile = parseProfile(readFileSync(`device/profiles/${name}`, 'utf8'), name);

/** Driven by somebody whose operator wants the cable in at the end, and just switched off. */
async function driven() {
  const world = deviceWorld({
    model: electricCar,
    vehicle: { profiles: [profile], profile: undefined },
    settings: parseSettings('{ version: 1, checklist: { charge-cable: block } }', 's'),
  });
  await world.boot();
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(30);
  world.happen({ kind: 'drive-started', cycle: udds, laps: 1 });
  await world.pass(300);
  world.happen({ kind: 'drive-stopped' });
  await world.pass(15);
  world.happen({ kind: 'key-moved', inHolder: true });
  world.happen({ kind: 'ignition-turned', on: false });
  await world.pass(0.1);
  return world;
}

describe('an electric car at the end of its rental', () => {
  test('that says that its cable is out does not come back, where the operator wants it in', async () => {
    const world = await driven();
    const answer = await world.ask('end');
    expect(answer).toMatchObject({ verdict: 'checklist-incomplete', missing: ['charge-cable'] });
  });

  test('is asked once more for a cable that was put in after the ignition went off', async () => {
    const world = await driven();
    await world.pass(10);
    world.happen({ kind: 'cable-moved', connected: true });
    expect(await world.ask('end')).toMatchObject({ verdict: 'granted' });
    const records = await world.records();
    expect(factsOf(records, 'cable-changed')).toMatchObject([{ connected: true, chargePermille: 757 }]);
    const [closed] = factsOf(records, 'rental-closed');
    expect(closed).toMatchObject({ fuelPermille: 757 });
    expect(closed?.notes ?? []).not.toContainEqual(expect.objectContaining({ item: 'charge-cable' }));
  });

  test('and that sleeps says nothing of its cable: that is noted as unknown, and keeps nobody', async () => {
    const world = await driven();
    await world.pass(30);
    await expectUnknown(world);
  });

  test('nor does one whose unit has just been started, and does not know yet what car it is in', async () => {
    const world = await driven();
    await world.pass(30);
    world.crash();
    await world.boot();
    await expectUnknown(world);
  });

  async function expectUnknown(world: DeviceWorld): Promise<void> {
    expect(await world.ask('end')).toMatchObject({ verdict: 'granted' });
    expect(factsOf(await world.records(), 'rental-closed')[0]?.notes).toContainEqual({
      item: 'charge-cable',
      standing: 'unknown',
    });
  }
});

test('its cable is told as it is put in and taken out, with the charge', async () => {
  const world = await driven();
  world.happen({ kind: 'cable-moved', connected: true });
  await world.pass(120);
  world.happen({ kind: 'refuelled', millilitres: 10_000 });
  await world.pass(120);
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(20);
  world.happen({ kind: 'cable-moved', connected: false });
  await world.pass(20);
  const told = factsOf(await world.records(), 'cable-changed');
  expect(told.map(({ connected, chargePermille }) => [connected, chargePermille])).toEqual([
    [true, 761],
    [false, 961],
  ]);
});
