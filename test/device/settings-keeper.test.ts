import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseProfile } from '../../device/config.ts';
import { carId } from '../../protocol/ids.ts';
import { type LogFields, silentLog } from '../../protocol/runtime.ts';
import { settingsSchema } from '../../protocol/settings/settings.ts';
import { encodeSettings } from '../../protocol/settings/signed-settings.ts';
import { epochSeconds } from '../../protocol/units.ts';
import { answeringGateway } from '../support/answering-gateway.ts';
import {
  car,
  type DeviceWorld,
  deviceWorld,
  factsOf,
  gatewayKey,
  operatorKey,
} from '../support/device-world.ts';
import { ed25519Key } from '../support/signing-keys.ts';

const four = 'mqtt://four.example';

/** Settings that the operator signs; the address of the broker shows which of them hold. */
const offer = (version: number, content: object, { of = car, key = operatorKey } = {}): Uint8Array =>
  encodeSettings(
    { car: of, version, issuedAt: epochSeconds(1), content: JSON.stringify({ version, ...content }) },
    key,
  );
const threeOffered = offer(3, {});
const fourOffered = offer(4, { broker: { url: four }, checklist: { zone: 'note' } });

/** A car that has kept version 3. */
async function worldOfThree(diskMilliseconds?: number) {
  const gateway = answeringGateway(car, gatewayKey, () => world.trueTime());
  const world: DeviceWorld = deviceWorld({
    mqtt: gateway.mqtt,
    ...(diskMilliseconds === undefined ? {} : { diskMilliseconds }),
  });
  await world.boot();
  gateway.offer(threeOffered);
  await world.pass(30);
  return { gateway, world };
}
type Three = Awaited<ReturnType<typeof worldOfThree>>;

const told = async ({ world }: Pick<Three, 'world'>) =>
  factsOf(await world.records(), 'configuration-changed').map(({ version, outcome, reason }) =>
    [outcome, version, reason].join(' ').trim(),
  );

describe('settings over the air (clause 13.5)', () => {
  test('hold at once, are kept as the gateway answers, and outlive a restart', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.offer(fourOffered);
    await world.pass(30);
    expect(gateway.addresses.at(-1)).toBe(four);
    await world.stop();
    expect(await told({ world })).toEqual(['trying 3', 'kept 3', 'trying 4', 'kept 4']);
    await world.boot();
    expect(gateway.addresses.at(-1)).toBe(four);
    expect([...world.disk.snapshotFiles().keys()].filter((name) => name.startsWith('settings'))).toEqual([
      'settings-4',
    ]);
    await world.stop();
  });

  test('are taken back where the gateway is reached through those before them only', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.reachable((url) => url !== four);
    gateway.offer(fourOffered);
    await world.pass(14 * 60);
    expect(gateway.isConnected).toBe(false);
    await world.pass(4 * 60);
    expect(gateway.addresses.at(-1)).toBe('configured');
    await world.stop();
    expect((await told({ world })).slice(2)).toEqual(['trying 4', 'taken-back 4 gateway-not-reached']);
  });

  test('are not taken back for want of coverage', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.reachable(() => false);
    gateway.offer(fourOffered);
    await world.pass(3 * 3_600);
    gateway.reachable(() => true);
    await world.pass(20 * 60);
    await world.stop();
    expect((await told({ world })).slice(2)).toMatchObject(
      [/^trying 4/, /^(kept 4|taken-back 4)/].map((line) => expect.stringMatching(line)),
    );
  });

  test('are taken back where the unit has started twice during their trial', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.reachable(() => false);
    gateway.offer(fourOffered);
    for (let boots = 0; boots < 2; boots++) {
      await world.pass(5);
      world.crash();
      await world.boot();
    }
    gateway.reachable((url) => url !== four);
    await world.pass(30);
    expect(gateway.addresses.at(-1)).toBe('configured');
    await world.stop();
    expect((await told({ world })).slice(2)).toEqual(['trying 4', 'taken-back 4 restarted']);
  });

  test('of an older version, or of one taken back, change nothing, whoever sends them again', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.offer(fourOffered);
    await world.pass(30);
    gateway.offer(threeOffered);
    gateway.offer(fourOffered);
    await world.pass(30);
    await world.stop();
    expect(await told({ world })).toEqual(['trying 3', 'kept 3', 'trying 4', 'kept 4']);
  });

  test.each([
    ['for another car', offer(4, {}, { of: carId('car-008') })],
    [
      'by a key that does not speak for the operator',
      offer(4, {}, { key: ed25519Key(new Uint8Array(32).fill(9)) }),
    ],
    ['changed on the way', fourOffered.map((byte, at) => (at === 60 ? byte ^ 1 : byte))],
    ['cut short', fourOffered.subarray(0, 90)],
  ])('change nothing and leave no record: %s', async (_, payload) => {
    const { gateway, world } = await worldOfThree();
    gateway.offer(payload);
    await world.pass(30);
    await world.stop();
    expect(await told({ world })).toEqual(['trying 3', 'kept 3']);
  });

  test.each([
    ['with a field that this car does not know', offer(4, { colour: 'red' }), 'invalid'],
    ['with another version inside', offer(4, { version: 9 }), 'invalid'],
    ['with a profile that is not here', offer(4, { profile: 'spaceship' }), 'profile-unknown'],
  ])('are refused as a whole, with a record: %s', async (_, payload, reason) => {
    const { gateway, world } = await worldOfThree();
    gateway.offer(payload);
    await world.pass(30);
    await world.stop();
    expect((await told({ world })).slice(2)).toEqual([`refused 4 ${reason}`]);
  });

  test('that a disk does not take are not tried, and are taken a minute after it does, though nobody sends them again', async () => {
    const { gateway, world } = await worldOfThree();
    world.disk.condition = 'failing';
    gateway.offer(fourOffered);
    await world.pass(200);
    expect(gateway.addresses.at(-1)).toBe('configured');
    world.disk.condition = 'healthy';
    await world.pass(90);
    await world.stop();
    expect((await told({ world })).slice(2)).toEqual(['trying 4', 'kept 4']);
  });
});

describe('a disk that fails over kept settings as the unit starts', () => {
  const failing = (world: DeviceWorld, reads: number): void => {
    let left = reads;
    world.disk.badSpot = (name) => name.startsWith('settings-') && left-- > 0;
  };

  test.each([1, 3])('%i times takes nothing back: they hold as soon as it tells them', async (reads) => {
    const { gateway, world } = await worldOfThree();
    gateway.offer(fourOffered);
    await world.pass(30);
    await world.stop();
    failing(world, reads);
    await world.boot();
    await world.pass(30);
    expect(gateway.addresses.at(-1)).toBe(four);
    await world.stop();
    await world.boot();
    expect(gateway.addresses.at(-1)).toBe(four);
    await world.stop();
    expect(await told({ world })).toEqual(['trying 3', 'kept 3', 'trying 4', 'kept 4']);
  });

  test('for ten minutes has lost them: they are taken back, with a record', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.offer(fourOffered);
    await world.pass(30);
    await world.stop();
    failing(world, Number.POSITIVE_INFINITY);
    await world.boot();
    await world.pass(590);
    expect((await told({ world })).slice(4)).toEqual([]);
    await world.pass(60);
    await world.stop();
    expect((await told({ world })).slice(4)).toEqual(['taken-back 4 invalid']);
  });

  test('leaves newer ones on trial, and gives what they are taken back to', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.offer(fourOffered);
    await world.pass(30);
    await world.stop();
    failing(world, 2);
    await world.boot();
    gateway.reachable((url) => url !== 'mqtt://five.example');
    gateway.offer(offer(5, { broker: { url: 'mqtt://five.example' } }));
    await world.pass(25 * 60);
    expect(gateway.addresses.at(-1)).toBe(four);
    await world.stop();
    expect((await told({ world })).slice(4)).toEqual(['trying 5', 'taken-back 5 gateway-not-reached']);
  });

  test('leaves a trial what it was: it goes on, and ends with the next start', async () => {
    const { gateway, world } = await worldOfThree();
    gateway.reachable((url) => url !== four);
    gateway.offer(fourOffered);
    await world.pass(5);
    world.crash();
    failing(world, 2);
    await world.boot();
    await world.pass(30);
    expect((await told({ world })).slice(2)).toEqual(['trying 4']);
    expect(gateway.isConnected).toBe(false);
    world.crash();
    await world.boot();
    await world.pass(30);
    await world.stop();
    expect((await told({ world })).slice(2)).toEqual(['trying 4', 'taken-back 4 restarted']);
  });
});

describe('a power cut at any moment', () => {
  const moments = Array.from({ length: 24 }, (_, at) => at * 3);

  test.each(moments)(
    '%i ms after good settings came leaves the old or the new ones whole',
    async (moment) => {
      const { gateway, world } = await worldOfThree(2);
      gateway.offer(fourOffered);
      await world.pass(moment / 1000);
      world.crash();
      await world.boot();
      await world.pass(30);
      expect(['configured', four]).toContain(gateway.addresses.at(-1));
      gateway.offer(fourOffered);
      await world.pass(30);
      expect(gateway.addresses.at(-1)).toBe(four);
      await world.stop();
      expect((await told({ world })).filter((line) => line === 'kept 4')).toHaveLength(1);
    },
  );

  test.each(moments)('%i ms after bad ones came ends with the old ones', async (moment) => {
    const { gateway, world } = await worldOfThree(2);
    gateway.reachable((url) => url !== four);
    gateway.offer(fourOffered);
    await world.pass(moment / 1000);
    world.crash();
    await world.boot();
    await world.pass(30 * 60);
    expect(gateway.addresses.at(-1)).toBe('configured');
    expect(gateway.isConnected).toBe(true);
    await world.stop();
    expect(await told({ world })).not.toContain('kept 4');
  });
});

test('a vehicle profile that is chosen over the air is in use without a restart', async () => {
  const known: unknown[] = [];
  const info = (fields: LogFields, message: string) =>
    void (message === 'car known' && known.push(fields['profile']));
  const profiles = [parseProfile(readFileSync('device/profiles/bench-car.yaml', 'utf8'), 'bench-car.yaml')];
  const gateway = answeringGateway(car, gatewayKey, () => world.trueTime());
  const world: DeviceWorld = deviceWorld({
    mqtt: gateway.mqtt,
    log: { ...silentLog, info },
    vehicle: { profiles, profile: undefined },
  });
  await world.boot();
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(30);
  gateway.offer(offer(1, { profile: 'bench-car' }));
  await world.pass(30);
  expect(known).toEqual(['none', 'bench-car']);
  await world.stop();
});

test('every field has what holds usually', () => {
  expect(settingsSchema.parse({ version: 1 })).toMatchObject({
    sync: { parkedSeconds: [180, 360], gatherSeconds: 5 },
    battery: {
      lowMillivolts: 11_000,
      recoveredMillivolts: 12_000,
      darkMillivolts: 10_500,
      darkAfterMinutes: 30,
    },
  });
});
