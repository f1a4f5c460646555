import { describe, expect, it } from 'vitest';
import { answeringGateway } from '../support/answering-gateway.ts';
import { car, deviceWorld, factsOf, gatewayKey } from '../support/device-world.ts';

const minutes = 60;

/** A car that has lived, and of whose records the gateway has none yet; the power is cut. */
async function livedCar() {
  const gateway = answeringGateway(car, gatewayKey, () => world.trueTime());
  gateway.reachable(() => false);
  const world = deviceWorld({ mqtt: gateway.mqtt });
  await world.boot();
  expect(await world.ask('status')).toMatchObject({ verdict: 'granted' });
  await world.pass(1 * minutes);
  world.crash();
  const segments = () =>
    [...world.disk.snapshotFiles().keys()].filter((name) => name.endsWith('.log')).toSorted();
  const [first = ''] = segments();
  return { world, gateway, first, segments };
}

const openings = (records: Parameters<typeof factsOf>[0]) =>
  factsOf(records, 'journal-opened').map(({ reason }) => reason);

describe('a disk that cannot be read at power-up, and can be later (D6)', () => {
  it('is gone on from as if nothing had been, where nobody came meanwhile', async () => {
    const { world, first, segments } = await livedCar();
    world.disk.condition = 'failing';
    await world.boot();
    await world.pass(5 * minutes);
    world.disk.condition = 'healthy';
    await world.pass(1 * minutes);
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    await world.pass(1 * minutes);
    expect(openings(await world.records())).toEqual(['first']);
    await world.stop();
    expect(segments()).toEqual([first]);
  });

  it('keeps no driver out, and what it held is delivered before what the car did without it, each once (D5)', async () => {
    const { world, gateway } = await livedCar();
    world.disk.condition = 'failing';
    await world.boot();
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    gateway.reachable(() => true);
    await world.pass(20 * minutes);
    expect(gateway.heard.filter((kind) => kind === 'journal-opened')).toEqual([]);
    world.disk.condition = 'healthy';
    await world.pass(5 * minutes);
    const told = ['journal-opened', 'access-decided', 'rental-opened'];
    expect(gateway.heard.filter((kind) => told.includes(kind))).toEqual([
      'journal-opened',
      'access-decided',
      'journal-opened',
      'access-decided',
      'rental-opened',
    ]);
    const records = await world.records();
    expect(factsOf(records, 'alarm')).toContainEqual({ kind: 'alarm', alarm: 'storage-fault', raised: true });
    expect(await world.ask('status')).toMatchObject({ rental: 'b1b2b3b4b5b6b7b8' });
  });

  it('what the car did without it outlives a shutdown before it was looked at again', async () => {
    const { world, segments } = await livedCar();
    world.disk.condition = 'failing';
    await world.boot();
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    world.disk.condition = 'healthy';
    await world.stop();
    expect(segments()).toHaveLength(2);
    await world.boot();
    expect(await world.ask('status')).toMatchObject({ rental: 'b1b2b3b4b5b6b7b8' });
  });
});

describe('a newest segment that cannot be read, on a disk that answers (D6)', () => {
  it('is waited for, with the car open; after ten minutes a new journal begins beside it, and names it', async () => {
    const { world, first, segments } = await livedCar();
    const [before] = await world.records();
    world.disk.badSpot = (name) => name === first;
    await world.boot();
    await world.pass(9 * minutes);
    expect(segments()).toEqual([first]);
    await world.pass(2 * minutes);
    expect(factsOf(await world.records(), 'journal-opened')).toEqual([
      {
        kind: 'journal-opened',
        reason: 'unreadable',
        previousJournal: before?.header.journal,
        previousSeq: 0,
      },
    ]);
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
  });

  it('what the car did meanwhile is written and sent then, and the next boot goes on from it at once', async () => {
    const { world, gateway, first, segments } = await livedCar();
    gateway.reachable(() => true);
    world.disk.badSpot = (name) => name === first;
    await world.boot();
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    await world.pass(11 * minutes);
    expect(segments()).toHaveLength(2);
    expect(gateway.heard).toContain('rental-opened');
    world.crash();
    await world.boot();
    expect(await world.ask('status')).toMatchObject({ rental: 'b1b2b3b4b5b6b7b8' });
    expect(openings(await world.records())).toEqual(['unreadable']);
  });

  it('that can be read again within that time is gone on from', async () => {
    const { world, first } = await livedCar();
    world.disk.badSpot = (name) => name === first;
    await world.boot();
    await world.pass(5 * minutes);
    world.disk.badSpot = null;
    await world.pass(1 * minutes);
    await world.ask('unlock');
    expect(openings(await world.records())).toEqual(['first']);
  });
});
