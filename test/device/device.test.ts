import { describe, expect, it } from 'vitest';
import { genesisBytes, sealBytes } from '../../protocol/messages/record.ts';
import { hwfet } from '../../simulator/car/cycles/hwfet.ts';
import { shownOdometerMetres } from '../../simulator/car/shown.ts';
import {
  car,
  type DeviceWorld,
  deviceWorld,
  factsOf,
  firstOdometerMetres,
  sealingKey,
  tokenWith,
} from '../support/device-world.ts';
import { ed25519Key, sha256 } from '../support/signing-keys.ts';

/** Into the car, key out, ignition on, off it goes. */
async function setOff({ happen, pass }: DeviceWorld): Promise<void> {
  happen({ kind: 'doors-opened' });
  await pass(5);
  happen({ kind: 'doors-closed' });
  happen({ kind: 'key-moved', inHolder: false });
  await pass(5);
  happen({ kind: 'ignition-turned', on: true });
  await pass(8);
  happen({ kind: 'drive-started', cycle: hwfet, laps: 1 });
}

async function arrive({ happen, pass }: DeviceWorld): Promise<void> {
  await pass(12);
  happen({ kind: 'ignition-turned', on: false });
  await pass(5);
  happen({ kind: 'key-moved', inHolder: true });
  await pass(2);
}

type Records = Awaited<ReturnType<DeviceWorld['records']>>;

const kinds = (records: Records) => records.map(({ fact }) => fact.kind);

/** Each record names the link of the one before it, from the genesis on (D2). */
function expectChained(records: Records): void {
  const journal = records[0]?.header.journal;
  if (journal === undefined) throw new Error('no records');
  let link = sha256(genesisBytes(car, journal));
  records.forEach(({ header, headerBytes, bodyBytes, signature }, at) => {
    expect(header).toMatchObject({ seq: at + 1, journal, link });
    expect(header.bodyDigest).toEqual(sha256(bodyBytes ?? new Uint8Array()));
    link = sha256(headerBytes);
    if (signature !== null) expect(sealingKey.verify(sealBytes(link), signature)).toBe(true);
  });
}

describe('a car in a basement (promises 1 to 3)', () => {
  it('is opened by a phone with a token, driven, returned, and has it all on record', async () => {
    const world = deviceWorld();
    await world.boot();
    const opened = await world.ask('unlock');
    expect(opened).toMatchObject({ verdict: 'granted', doorsLocked: false, rental: 'b1b2b3b4b5b6b7b8' });
    await setOff(world);
    await world.pass(hwfet.durationMs / 1000);
    await arrive(world);
    expect(await world.ask('end')).toMatchObject({ verdict: 'granted', doorsLocked: true });
    const shown = shownOdometerMetres(world.physical.now());
    expect(world.physical.now()).toMatchObject({ doorsLocked: true, immobilised: true });
    await world.stop();

    const records = await world.records();
    expectChained(records);
    expect(kinds(records)).toEqual([
      'journal-opened',
      'booted',
      'custody-changed',
      'custody-changed',
      'lock-changed',
      'access-decided',
      'rental-opened',
      'lock-changed',
      'custody-changed',
      'odometer-rebased',
      'trip-started',
      'custody-changed',
      'access-decided',
      'lock-changed',
      'trip-ended',
      'rental-closed',
    ]);
    const [trip] = factsOf(records, 'trip-ended');
    expect(trip).toMatchObject({
      startOdometerMetres: firstOdometerMetres,
      endOdometerMetres: shown,
      distanceMetres: shown - firstOdometerMetres,
      cause: 'rental-closed',
    });
    const closed = records.find(({ fact }) => fact.kind === 'rental-closed');
    const lock = records.filter(({ fact }) => fact.kind === 'lock-changed').at(-1);
    expect(closed?.fact).toMatchObject({ cause: 'ended', returnedAt: lock?.header.wallTime });
    expect(closed?.header).toMatchObject({ odometerMetres: shown, odometerSource: 'pid-a6' });
  });
});

describe('a unit that loses its power in mid-drive (promise 2)', () => {
  it('starts again where it was: nothing is lost, and the kilometres add up', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    await setOff(world);
    await world.pass(300);
    const before = await world.records();
    world.crash();
    await world.pass(40);
    await world.boot();
    await world.pass(hwfet.durationMs / 1000 - 340);
    await arrive(world);
    expect(await world.ask('end')).toMatchObject({ verdict: 'granted' });
    const shown = shownOdometerMetres(world.physical.now());
    await world.stop();

    const records = await world.records();
    expectChained(records);
    expect(records.slice(0, before.length).map(({ headerBytes }) => headerBytes)).toEqual(
      before.map(({ headerBytes }) => headerBytes),
    );
    expect(records.map(({ header }) => header.bootCount)).toContain(2);
    const trips = factsOf(records, 'trip-ended');
    expect(trips.reduce((sum, { distanceMetres }) => sum + distanceMetres, 0)).toBe(
      shown - firstOdometerMetres,
    );
    expect(factsOf(records, 'rental-opened')).toHaveLength(1);
    expect(factsOf(records, 'rental-closed')).toHaveLength(1);
  });
});

describe('a car that is asked by the wrong phone (promise 1)', () => {
  it('says why, writes it down, and moves no relay', async () => {
    const world = deviceWorld();
    await world.boot();
    const stranger = ed25519Key(new Uint8Array(32).fill(9));
    expect(await world.ask('unlock', tokenWith(), { sign: stranger.sign })).toMatchObject({
      verdict: 'proof-invalid',
    });
    expect(await world.ask('unlock', tokenWith({ scope: ['lock'] }))).toMatchObject({
      verdict: 'not-in-scope',
    });
    expect(world.relays).toEqual([]);
    await world.stop();
    expect(factsOf(await world.records(), 'access-decided').map(({ verdict }) => verdict)).toEqual([
      'proof-invalid',
      'not-in-scope',
    ]);
  });

  it('says nothing of the open rental to who has a copy of its token, and not its key', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    const stranger = ed25519Key(new Uint8Array(32).fill(9));
    const answer = await world.ask('status', tokenWith(), { sign: stranger.sign });
    expect(answer.verdict).toBe('proof-invalid');
    for (const field of ['rental', 'openedAt', 'odometerMetres']) expect(answer).not.toHaveProperty(field);
    expect(await world.ask('status')).toHaveProperty('rental');
    await world.stop();
  });
});
