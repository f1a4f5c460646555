import { describe, expect, it } from 'vitest';
import { epochSeconds, toEpochSeconds } from '../../../protocol/units.ts';
import { type DeviceWorld, deviceWorld, factsOf, tokenWith } from '../../support/device-world.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** GPS counts weeks in ten bits. */
const rolloverMilliseconds = 1_024 * 7 * day;

/** A car that is about to start, its machine's clock off by this much. */
function parkedWorld(offsetMilliseconds = 0, driftPpm = 0): DeviceWorld {
  const world = deviceWorld();
  world.machine.setError({ offsetMilliseconds, driftPpm });
  return world;
}

async function turnKey(world: DeviceWorld): Promise<void> {
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(60);
}

/** Long enough for satellites, with the ignition on. */
async function hearSatellites(world: DeviceWorld): Promise<void> {
  await world.ask('unlock', openingHours(world, -600, 3_600));
  await turnKey(world);
}

/** How each request was decided, and by what clock; what no satellite says is behind the quality. */
async function decisions(world: DeviceWorld) {
  const records = await world.records();
  return records.flatMap(({ header, fact }) =>
    fact.kind === 'access-decided' ? [[fact.verdict, header.clockQuality]] : [],
  );
}

const openingHours = (world: DeviceWorld, from: number, until: number): Uint8Array =>
  tokenWith({
    notBefore: epochSeconds(toEpochSeconds(world.trueTime()) + from),
    expiresAt: epochSeconds(toEpochSeconds(world.trueTime()) + until),
  });

describe('a clock that is wrong at power-up (D8)', () => {
  it('at 1970, as with an empty battery, opens twice by one token, and says what it went by', async () => {
    const world = parkedWorld();
    world.machine.setError({ offsetMilliseconds: -world.trueTime(), driftPpm: 0 });
    await world.boot();
    const verdicts = [];
    for (let times = 0; times < 3; times++) verdicts.push((await world.ask('unlock')).verdict);
    expect(verdicts).toEqual(['granted', 'granted', 'uses-exhausted']);
    expect(await decisions(world)).toEqual([
      ['granted', 'none'],
      ['granted', 'token'],
      ['uses-exhausted', 'token'],
    ]);
  });

  it('opens as often as wanted once satellites have told the time', async () => {
    const world = parkedWorld();
    world.machine.setError({ offsetMilliseconds: -world.trueTime(), driftPpm: 0 });
    await world.boot();
    await hearSatellites(world);
    for (let times = 0; times < 3; times++)
      expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    expect((await decisions(world)).map(([, quality]) => quality)).toEqual(['none', 'gnss', 'gnss', 'gnss']);
  });

  it('set back by a day it refuses a token that has begun, and learns from it that it is behind', async () => {
    const world = parkedWorld(-day);
    await world.boot();
    const token = openingHours(world, -600, 3_600);
    expect(await world.ask('unlock', token)).toMatchObject({ verdict: 'not-yet-valid' });
    expect(await world.ask('unlock', token)).toMatchObject({ verdict: 'granted' });
    expect(await decisions(world)).toEqual([
      ['not-yet-valid', 'rtc'],
      ['granted', 'token'],
    ]);
  });

  it('set forward by a day it refuses a token of today, and satellites put it right', async () => {
    const world = parkedWorld(day);
    await world.boot();
    expect(await world.ask('unlock', openingHours(world, -600, 3_600))).toMatchObject({ verdict: 'expired' });
    world.happen({ kind: 'immobiliser-set', immobilised: false });
    await turnKey(world);
    expect(await world.ask('unlock', openingHours(world, -600, 3_600))).toMatchObject({ verdict: 'granted' });
    expect(await decisions(world)).toEqual([
      ['expired', 'rtc'],
      ['granted', 'gnss'],
    ]);
    expect(factsOf(await world.records(), 'clock-adjusted')).toHaveLength(1);
  });
});

describe('a clock while the unit runs (D8)', () => {
  it('that the machine steps does not move the car’s: it runs on elapsed time', async () => {
    const world = parkedWorld();
    await world.boot();
    const token = openingHours(world, -600, 3_600);
    for (const offsetMilliseconds of [-10 * day, 10 * day]) {
      world.machine.setError({ offsetMilliseconds, driftPpm: 0 });
      expect(await world.ask('unlock', token)).toMatchObject({ verdict: 'granted' });
    }
    expect(factsOf(await world.records(), 'clock-adjusted')).toEqual([]);
  });

  it('that has drifted is put right by satellites, with a record', async () => {
    const world = parkedWorld(0, 200);
    await world.pass(30 * 86_400);
    await world.boot();
    await hearSatellites(world);
    const [adjusted] = factsOf(await world.records(), 'clock-adjusted');
    expect(adjusted).toBeDefined();
    const drift = (adjusted?.fromWallTime ?? 0) - (adjusted?.toWallTime ?? 0);
    expect(Math.round(drift / 1_000)).toBe(518);
  });

  it('counts the time that the machine has slept', async () => {
    const world = parkedWorld();
    await world.boot();
    const token = openingHours(world, -600, 2 * 3_600);
    world.machine.setError({ offsetMilliseconds: -hour, driftPpm: 0 });
    await world.pass(2 * 3_600);
    expect(await world.ask('unlock', token)).toMatchObject({ verdict: 'expired' });
  });
});

describe('satellites that tell a wrong time (D8)', () => {
  it('by a year keep tokens out as long as they do; the true time is taken again, and nothing is bricked', async () => {
    const world = parkedWorld();
    world.satellitesAhead(365 * day);
    await world.boot();
    await hearSatellites(world);
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'expired' });
    world.satellitesAhead(0);
    await world.pass(5);
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    expect(factsOf(await world.records(), 'clock-adjusted')).toHaveLength(2);
  });

  it('back in time open no token that has ended by the lower bound', async () => {
    const world = parkedWorld();
    await world.boot();
    await hearSatellites(world);
    const ended = openingHours(world, -7_200, -3_600);
    expect(await world.ask('unlock', ended)).toMatchObject({ verdict: 'expired' });
    world.satellitesAhead(-10 * day);
    await world.pass(5);
    expect(await world.ask('unlock', ended)).toMatchObject({ verdict: 'expired' });
    expect((await decisions(world)).at(-1)).toEqual(['expired', 'token']);
  });

  it.each([1, 2])('by %i roll-overs of the week count are understood', async (times) => {
    const world = parkedWorld();
    world.satellitesAhead(-times * rolloverMilliseconds);
    await world.boot();
    await hearSatellites(world);
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    expect((await decisions(world)).at(-1)).toEqual(['granted', 'gnss']);
    expect(factsOf(await world.records(), 'clock-adjusted')).toEqual([]);
  });
});
