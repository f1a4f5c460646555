import { describe, expect, test } from 'vitest';
import { firstSettings, type Settings } from '../../protocol/settings/settings.ts';
import { udds } from '../../simulator/car/cycles/udds.ts';
import { type DeviceWorld, deviceWorld, factsOf } from '../support/device-world.ts';

const withPosition: Settings = { ...firstSettings, positionAlarms: ['moved-without-ignition'] };

/** Some way, and the car stands in a rental, locked and with its key in the driver's pocket. */
async function drivenAndParked(world: DeviceWorld): Promise<void> {
  await world.boot();
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  await drive(world);
  await world.ask('lock');
  await world.pass(600);
}

async function drive(world: DeviceWorld): Promise<void> {
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(60);
  world.happen({ kind: 'drive-started', cycle: udds, laps: 1 });
  await world.pass(300);
  world.happen({ kind: 'drive-stopped' });
  await world.pass(15);
  world.happen({ kind: 'ignition-turned', on: false });
  await world.pass(10);
}

async function returned(world: DeviceWorld) {
  await world.ask('unlock');
  await drive(world);
  world.happen({ kind: 'key-moved', inHolder: true });
  await world.pass(5);
  await world.ask('end');
  return world.records();
}

const alarmsIn = (records: Awaited<ReturnType<DeviceWorld['records']>>) =>
  factsOf(records, 'alarm').map(({ alarm, raised }) => [alarm, raised]);

const drivenMetres = (records: Awaited<ReturnType<DeviceWorld['records']>>) =>
  factsOf(records, 'trip-ended').reduce((sum, { distanceMetres }) => sum + distanceMetres, 0);

describe('a car on a ferry', () => {
  test('raises an alarm until it is driven again, and counts nothing', async () => {
    const world = deviceWorld();
    await drivenAndParked(world);
    world.carry(5_000);
    await world.pass(300);
    expect(alarmsIn(await world.records())).toEqual([['moved-without-ignition', true]]);
    const records = await returned(world);
    expect(alarmsIn(records)).toEqual([
      ['moved-without-ignition', true],
      ['moved-without-ignition', false],
    ]);
    expect(factsOf(records, 'odometer-rebased').filter(({ reason }) => reason === 'moved-unseen')).toEqual(
      [],
    );
    expect(factsOf(records, 'position-alarm')).toEqual([]);
  });

  test('tells where it is taken to in that alarm, where the operator wants it, once', async () => {
    const world = deviceWorld({ settings: withPosition });
    await drivenAndParked(world);
    world.carry(5_000);
    await world.pass(300);
    const told = factsOf(await returned(world), 'position-alarm');
    expect(told).toMatchObject([{ alarm: 'moved-without-ignition' }]);
    expect(told[0]?.accuracyMetres).toBeLessThan(50);
  });

  test.each([
    ['at once, as by reflections', 1_600, 1],
    ['slowly, as among houses', 1_500, 25],
  ])('is not told from fixes that stray %s, and come back within a minute', async (_, metres, steps) => {
    const world = deviceWorld();
    await drivenAndParked(world);
    for (let step = 0; step < steps; step++) {
      world.carry(metres / steps);
      await world.pass(1);
    }
    await world.pass(25);
    world.carry(-metres);
    await world.pass(300);
    expect(alarmsIn(await world.records()).filter(([alarm]) => alarm === 'moved-without-ignition')).toEqual(
      [],
    );
  });

  test('is not told from a receiver that is a little unsure', async () => {
    const world = deviceWorld();
    await drivenAndParked(world);
    world.carry(120);
    await world.pass(300);
    expect(alarmsIn(await world.records())).toEqual([]);
  });
});

describe('a car that is elsewhere when its unit is on again', () => {
  /** The unit loses its power, and the first fixes after that are of another place. */
  async function carriedWhileOff(world: DeviceWorld) {
    world.crash();
    await world.pass(600);
    await world.boot();
    world.carry(5_000);
    await world.pass(300);
    return alarmsIn(await world.records());
  }

  test('was moved without its ignition: an alarm', async () => {
    const world = deviceWorld();
    await drivenAndParked(world);
    await returned(world);
    await world.pass(300);
    expect(await carriedWhileOff(world)).toEqual([['moved-without-ignition', true]]);
  });

  test('is left in peace in an open rental, whose driver may have driven it on', async () => {
    const world = deviceWorld();
    await drivenAndParked(world);
    expect(await carriedWhileOff(world)).toEqual([]);
  });

  test('is left in peace where the power went with the ignition on', async () => {
    const world = deviceWorld();
    await drivenAndParked(world);
    await returned(world);
    world.happen({ kind: 'immobiliser-set', immobilised: false });
    world.happen({ kind: 'key-moved', inHolder: false });
    world.happen({ kind: 'ignition-turned', on: true });
    await world.pass(600);
    world.crash();
    world.happen({ kind: 'ignition-turned', on: false });
    expect(await carriedWhileOff(world)).toEqual([]);
  });
});

test('what a towed car counts is nobody’s drive, and the way before and after it is the driver’s', async () => {
  const towedMetres = 5_000;
  const [plain, towed] = [deviceWorld(), deviceWorld()];
  await drivenAndParked(plain);
  await drivenAndParked(towed);
  towed.happen({ kind: 'towed', millimetres: towedMetres * 1_000 });
  towed.carry(towedMetres);
  for (const world of [plain, towed]) await world.pass(300);
  const records = await returned(towed);
  const [step] = factsOf(records, 'odometer-rebased').filter(({ reason }) => reason === 'moved-unseen');
  expect((step?.afterMetres ?? 0) - (step?.beforeMetres ?? 0)).toBe(towedMetres);
  expect(Math.abs(drivenMetres(records) - drivenMetres(await returned(plain)))).toBeLessThanOrEqual(100);
});
