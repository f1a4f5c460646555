import { describe, expect, test } from 'vitest';
import { reservationId, tokenId } from '../../protocol/ids.ts';
import { parseSettings } from '../../protocol/settings/settings.ts';
import { epochSeconds, toEpochSeconds } from '../../protocol/units.ts';
import { hwfet } from '../../simulator/car/cycles/hwfet.ts';
import { type DeviceWorld, deviceWorld, factsOf, tokenWith } from '../support/device-world.ts';

/** A rented car whose fuel card is taken out, and a power cut some time later. */
async function cutWhileOut(outSeconds: number) {
  const world = deviceWorld();
  await world.boot();
  await world.ask('unlock');
  const takenAt = world.trueTime();
  world.happen({ kind: 'fuel-card-moved', inHolder: false });
  await world.pass(outSeconds);
  world.crash();
  await world.boot();
  return { world, takenAt };
}
const second = 1_000;

describe('the round of a fuel card outlives a power cut (promise 3)', () => {
  test('while the card is out', async () => {
    const { world, takenAt } = await cutWhileOut(120);
    await world.pass(60);
    const backAt = world.trueTime();
    world.happen({ kind: 'fuel-card-moved', inHolder: true });
    await world.pass(20 * 60);
    await world.stop();
    const rounds = factsOf(await world.records(), 'fuel-card-round');
    expect(rounds).toHaveLength(1);
    expect(Math.abs((rounds[0]?.outAt ?? 0) - takenAt)).toBeLessThan(2 * second);
    expect(Math.abs((rounds[0]?.inAt ?? 0) - backAt)).toBeLessThan(2 * second);
  });

  test('and while it is back and its fuel is awaited', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    world.happen({ kind: 'fuel-card-moved', inHolder: false });
    await world.pass(120);
    world.happen({ kind: 'fuel-card-moved', inHolder: true });
    await world.pass(60);
    world.crash();
    await world.boot();
    await world.pass(20 * 60);
    await world.stop();
    const records = await world.records();
    expect(factsOf(records, 'fuel-card-round')).toHaveLength(1);
    expect(factsOf(records, 'custody-changed').filter(({ item }) => item === 'fuel-card')).toHaveLength(3);
  });

  test('a card that is out too long is told as such, counted from when it was taken', async () => {
    const { world } = await cutWhileOut(10 * 60);
    await world.pass(6 * 60);
    const raised = factsOf(await world.records(), 'alarm').filter(
      ({ alarm }) => alarm === 'fuel-card-out-too-long',
    );
    expect(raised).toEqual([{ kind: 'alarm', alarm: 'fuel-card-out-too-long', raised: true }]);
    await world.stop();
  });
});

const alarmsIn = async (world: DeviceWorld) =>
  factsOf(await world.records(), 'alarm').map(({ alarm, raised }) => [alarm, raised]);

async function driven(world: DeviceWorld, seconds: number): Promise<void> {
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(20);
  world.happen({ kind: 'drive-started', cycle: hwfet, laps: 1 });
  await world.pass(seconds);
  world.happen({ kind: 'drive-stopped' });
  await world.pass(15);
  world.happen({ kind: 'key-moved', inHolder: true });
  world.happen({ kind: 'ignition-turned', on: false });
  await world.pass(5);
}

describe('alarms about card and key (3.10)', () => {
  test('a card that is out while the car drives more than a kilometre is told, until it is back', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    world.happen({ kind: 'fuel-card-moved', inHolder: false });
    await driven(world, 30);
    expect(await alarmsIn(world)).toEqual([]);
    await driven(world, 120);
    world.happen({ kind: 'fuel-card-moved', inHolder: true });
    await world.pass(5);
    expect(await alarmsIn(world)).toEqual([
      ['fuel-card-out-while-driving', true],
      ['fuel-card-out-while-driving', false],
    ]);
    await world.stop();
  });

  test('a card that is missing as the rental ends is told, where the operator lets it end without', async () => {
    const world = deviceWorld({
      settings: parseSettings('{ version: 1, checklist: { fuel-card: note } }', 's'),
    });
    await world.boot();
    await world.ask('unlock');
    await driven(world, 30);
    world.happen({ kind: 'fuel-card-moved', inHolder: false });
    expect(await world.ask('end')).toMatchObject({ verdict: 'granted' });
    await world.pass(400);
    expect(await alarmsIn(world)).toEqual([['fuel-card-missing', true]]);
    expect(factsOf(await world.records(), 'rental-closed')[0]?.notes).toContainEqual({
      item: 'fuel-card',
      standing: 'not-done',
    });
    await world.stop();
  });

  test('a key that was not taken out once since the start is told and noted at the end', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    expect(await world.ask('end')).toMatchObject({ verdict: 'granted' });
    await world.pass(400);
    expect(await alarmsIn(world)).toEqual([['key-not-used', true]]);
    expect(factsOf(await world.records(), 'rental-closed')[0]?.notes).toContainEqual({
      item: 'key-use',
      standing: 'not-done',
    });
    await world.stop();
  });
});

describe('a rental whose driver only locks the car (D15)', () => {
  const reservedSeconds = 4 * 3_600;

  test('closes by itself 15 minutes after the reserved end, at its last lock', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    await driven(world, 60);
    await world.ask('lock');
    const lockedAt = world.trueTime();
    await world.pass(reservedSeconds + 10 * 60 - world.elapsed() / 1000);
    expect(factsOf(await world.records(), 'rental-closed')).toEqual([]);
    await world.pass(11 * 60);
    const [closed] = factsOf(await world.records(), 'rental-closed');
    expect(closed).toMatchObject({ cause: 'abandoned' });
    expect(Math.abs((closed?.returnedAt ?? 0) - lockedAt)).toBeLessThan(2 * second);
    await world.stop();
  });

  test('closes as the next driver comes, and not while card or key are out', async () => {
    const world = deviceWorld();
    const next = tokenWith({
      tokenId: tokenId('d1d2d3d4d5d6d7d8'),
      rights: {
        reservation: reservationId('e1e2e3e4e5e6e7e8'),
        latestReturnAt: epochSeconds(toEpochSeconds(world.trueTime()) + reservedSeconds),
      },
    });
    await world.boot();
    await world.ask('unlock');
    await driven(world, 60);
    world.happen({ kind: 'fuel-card-moved', inHolder: false });
    await world.ask('lock');
    expect(await world.ask('unlock', next)).toMatchObject({ verdict: 'car-in-use' });
    world.happen({ kind: 'fuel-card-moved', inHolder: true });
    expect(await world.ask('unlock', next)).toMatchObject({ verdict: 'granted' });
    const records = await world.records();
    expect(factsOf(records, 'rental-closed')).toMatchObject([{ cause: 'superseded' }]);
    expect(factsOf(records, 'rental-opened')).toHaveLength(2);
    await world.stop();
  });
});
