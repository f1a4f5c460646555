import { describe, expect, test } from 'vitest';
import { deviceWorld, factsOf } from '../support/device-world.ts';

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
