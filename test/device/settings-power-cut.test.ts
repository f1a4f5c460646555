import { describe, expect, test } from 'vitest';
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

const [three, four] = ['mqtt://three.example', 'mqtt://four.example'];

const offer = (version: number, url: string): Uint8Array =>
  encodeSettings(
    { car, version, issuedAt: epochSeconds(1), content: JSON.stringify({ version, broker: { url } }) },
    operatorKey,
  );
/** At the head of a file with settings. */
const digestBytes = 32;
const fourOffered = offer(4, four);

type Files = ReadonlyMap<string, Uint8Array>;

function carAnd(isReachable: (url: string) => boolean) {
  const gateway = answeringGateway(car, gatewayKey, () => world.trueTime());
  const world: DeviceWorld = deviceWorld({ mqtt: gateway.mqtt });
  gateway.reachable(isReachable);
  const told = async (): Promise<readonly string[]> =>
    factsOf(await world.records(), 'configuration-changed').map(({ version, outcome, reason }) =>
      [outcome, version, reason].join(' ').trim(),
    );
  return { gateway, world, told };
}

/** The disk of a car that has kept version 3, before version 4 comes, and as it is on trial and the gateway not reached with it. */
async function images(): Promise<{ readonly before: Files; readonly after: Files }> {
  const { gateway, world } = carAnd((url) => url !== four);
  await world.boot();
  gateway.offer(offer(3, three));
  await world.pass(30);
  const before = world.disk.snapshotFiles();
  gateway.offer(fourOffered);
  await world.pass(1);
  world.crash();
  return { before, after: world.disk.snapshotFiles() };
}
const { before, after } = await images();

const grown = (name: string): number => (after.get(name)?.length ?? 0) - (before.get(name)?.length ?? 0);
const written = [...after.keys()].filter((name) => grown(name) !== 0).sort();
const [segment = '', settingsFile = ''] = written;

/** As far as it was written before the power was gone: first the settings, then the record of them. */
function cutAfter(bytes: number): Files {
  const ofSettings = Math.min(bytes, grown(settingsFile));
  const recorded = (before.get(segment)?.length ?? 0) + bytes - ofSettings;
  const files = new Map(before);
  if (bytes > 0) files.set(settingsFile, (after.get(settingsFile) ?? Uint8Array.of()).slice(0, ofSettings));
  return files.set(segment, (after.get(segment) ?? Uint8Array.of()).slice(0, recorded));
}

const allBytes = grown(settingsFile) + grown(segment);
/** Every byte around those at which something is whole, and every fifth of the others. */
const places = Array.from({ length: allBytes + 1 }, (_, bytes) => bytes).filter(
  (bytes) =>
    bytes % 5 === 0 ||
    [0, digestBytes, grown(settingsFile), allBytes].some((whole) => Math.abs(bytes - whole) < 3),
);
const isOnDisk = (bytes: number): boolean => bytes >= grown(settingsFile);

test('what is written is the settings and a record, in this order', () => {
  expect([settingsFile, written.length]).toEqual(['settings-4', 2]);
  expect(grown(segment)).toBeGreaterThan(0);
});

describe.each([
  ['that reach no gateway', false],
  ['that reach it', true],
])('settings %s, the power gone within what is written (13.5)', (_, isGood) => {
  const reached = (url: string): boolean => isGood || url !== four;

  test('hold or do not, as a whole, and the car says of them what became of them', async () => {
    for (const bytes of places) {
      const { gateway, world, told } = carAnd(reached);
      world.disk.rollBack(cutAfter(bytes));
      await world.boot();
      await world.pass(30 * 60);
      const isKept = isGood && isOnDisk(bytes);
      expect([bytes, gateway.addresses.at(-1), gateway.isConnected]).toEqual([
        bytes,
        isKept ? four : three,
        true,
      ]);
      await world.stop();
      const end = isGood ? 'kept 4' : 'taken-back 4 gateway-not-reached';
      expect([bytes, ...(await told()).slice(2)]).toEqual([
        bytes,
        ...(isOnDisk(bytes) ? ['trying 4', end] : []),
      ]);
    }
  });

  test('that were lost with the power are taken as they come again; those of which a record tells are spent', async () => {
    for (const bytes of places.filter((_, at) => at % 3 === 0)) {
      const { gateway, world, told } = carAnd(reached);
      world.disk.rollBack(cutAfter(bytes));
      await world.boot();
      await world.pass(30 * 60);
      gateway.offer(fourOffered);
      await world.pass(30 * 60);
      expect([bytes, gateway.addresses.at(-1)]).toEqual([bytes, isGood ? four : three]);
      await world.stop();
      const end = isGood ? 'kept 4' : 'taken-back 4 gateway-not-reached';
      expect([bytes, ...(await told()).slice(2)]).toEqual([bytes, 'trying 4', end]);
    }
  });

  test('and gone again on the first start are taken back with the second, or kept before', async () => {
    for (const bytes of places.filter(isOnDisk)) {
      const { gateway, world, told } = carAnd((url) => url !== four);
      world.disk.rollBack(cutAfter(bytes));
      for (let boots = 0; boots < 3; boots++) {
        await world.boot();
        await world.pass(10);
        world.crash();
      }
      gateway.reachable(reached);
      await world.boot();
      await world.pass(60);
      expect([bytes, gateway.addresses.at(-1), gateway.isConnected]).toEqual([bytes, three, true]);
      await world.stop();
      expect([bytes, ...(await told()).slice(2)]).toEqual([bytes, 'trying 4', 'taken-back 4 restarted']);
    }
  });
});
