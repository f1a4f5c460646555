import { describe, expect, it } from 'vitest';
import { deviceWorld, factsOf } from '../support/device-world.ts';

const hour = 3_600;

describe('a rental that its driver did not end (D15)', () => {
  it('is closed by time at the last lock, once key and card are in and the doors locked', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    await world.pass(60);
    await world.ask('lock');
    await world.pass(4 * hour);
    expect(factsOf(await world.records(), 'rental-closed')).toEqual([]);
    await world.pass(20 * 60);
    const records = await world.records();
    const lock = records.filter(({ fact }) => fact.kind === 'lock-changed').at(-1);
    expect(factsOf(records, 'rental-closed')).toMatchObject([
      { cause: 'abandoned', returnedAt: lock?.header.wallTime },
    ]);
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'rental-ended' });
  });

  it('is left alone while its key is out', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    world.happen({ kind: 'key-moved', inHolder: false });
    await world.pass(2);
    await world.ask('lock');
    await world.pass(7 * hour);
    expect(factsOf(await world.records(), 'rental-closed')).toEqual([]);
  });
});

describe('signatures over records that carry none (D2)', () => {
  it('come within the hour, and none where nothing is new', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.pass(hour + 300);
    expect(factsOf(await world.records(), 'sealed')).toEqual([{ kind: 'sealed', reason: 'age' }]);
    await world.pass(5 * hour);
    expect(factsOf(await world.records(), 'sealed')).toHaveLength(1);
  });

  it('come before shutdown', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.stop();
    expect((await world.records()).at(-1)?.fact).toEqual({ kind: 'sealed', reason: 'shutdown' });
  });
});
