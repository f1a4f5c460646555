import { describe, expect, it } from 'vitest';
import type { DiskCondition } from '../../simulator/disk.ts';
import { deviceWorld, factsOf } from '../support/device-world.ts';

const minutes = 60;

/** What is on the disk in the end, and how the unit said that the disk was poor. */
async function outcome(world: ReturnType<typeof deviceWorld>) {
  const records = await world.records();
  return {
    decisions: factsOf(records, 'access-decided').map(({ action, verdict }) => `${action} ${verdict}`),
    rentals: factsOf(records, 'rental-opened').length,
    alarms: factsOf(records, 'alarm').map(({ alarm, raised }) => `${alarm} ${raised}`),
  };
}

describe.each<DiskCondition>(['full', 'failing', 'read-only'])('a disk that gets %s (D6)', (condition) => {
  it('keeps no driver out, and what was recorded meanwhile is on it when it is well again', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('status');
    world.disk.condition = condition;
    const { pagesWritten } = world.disk;
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    expect(await world.ask('lock')).toMatchObject({ verdict: 'granted' });
    await world.pass(30 * minutes);
    expect(world.disk.pagesWritten).toBe(pagesWritten);
    world.disk.condition = 'healthy';
    await world.pass(4 * minutes);
    expect(await outcome(world)).toEqual({
      decisions: ['status granted', 'unlock granted', 'lock granted'],
      rentals: 1,
      alarms: ['storage-fault true', 'storage-fault false'],
    });
  });

  it('and is so from power-up on: the car starts with what it can read, and opens', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('status');
    world.crash();
    world.disk.condition = condition;
    await world.boot();
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    world.disk.condition = 'healthy';
    await world.pass(2 * minutes);
    expect(await outcome(world)).toMatchObject({ rentals: 1 });
    world.crash();
    await world.boot();
    expect(await world.ask('status')).toMatchObject({ verdict: 'granted', rental: 'b1b2b3b4b5b6b7b8' });
  });
});

it('a disk that fails at the very first power-up keeps no driver out either', async () => {
  const world = deviceWorld();
  world.disk.condition = 'failing';
  await world.boot();
  expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
});

it('a journal beside one that could not be read at power-up is taken up by the next boot', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.ask('status');
  world.crash();
  world.disk.condition = 'failing';
  await world.boot();
  world.disk.condition = 'healthy';
  await world.ask('status');
  await world.pass(2 * minutes);
  const [first] = await world.records();
  expect(first?.fact).toEqual({ kind: 'journal-opened', reason: 'unreadable' });
  const segments = (await world.disk.mount().list()).filter((name) => name.endsWith('.log'));
  expect(segments.toSorted()).toEqual([expect.stringMatching(/^0001-/), expect.stringMatching(/^\d{10}-/)]);
});
