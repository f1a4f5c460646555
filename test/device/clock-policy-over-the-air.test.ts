import { expect, test } from 'vitest';
import { parseSettings } from '../../protocol/settings/settings.ts';
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

const once = { checks: 'window', uses: 1 };
/** Of a car whose clock is good, one unlock by one token. */
const strict = { clockPolicy: { gnss: once, network: once, rtc: once } };

const offer = (version: number, content: object): Uint8Array =>
  encodeSettings(
    { car, version, issuedAt: epochSeconds(1), content: JSON.stringify({ version, ...content }) },
    operatorKey,
  );

async function onlineCar() {
  const gateway = answeringGateway(car, gatewayKey, () => world.trueTime());
  const world: DeviceWorld = deviceWorld({ mqtt: gateway.mqtt });
  await world.boot();
  await world.pass(30);
  return { gateway, world };
}

const unlocked = async (world: DeviceWorld) => (await world.ask('unlock')).verdict;

test('a clock policy that comes over the air holds at once, is kept, and outlives a restart (8.3, 13.5)', async () => {
  const { gateway, world } = await onlineCar();
  expect([await unlocked(world), await unlocked(world)]).toEqual(['granted', 'granted']);
  gateway.offer(offer(1, strict));
  await world.pass(30);
  expect(await unlocked(world)).toBe('uses-exhausted');
  await world.stop();
  await world.boot();
  expect(await unlocked(world)).toBe('uses-exhausted');
  gateway.offer(offer(2, {}));
  await world.pass(30);
  expect(await unlocked(world)).toBe('granted');
  await world.stop();
  const told = factsOf(await world.records(), 'configuration-changed');
  expect(told.map(({ outcome }) => outcome)).toEqual(['trying', 'kept', 'trying', 'kept']);
});

test('one that is taken back leaves the policy as it was', async () => {
  const { gateway, world } = await onlineCar();
  await unlocked(world);
  const elsewhere = 'mqtt://elsewhere.example';
  gateway.reachable((url) => url !== elsewhere);
  gateway.offer(offer(1, { ...strict, broker: { url: elsewhere } }));
  await world.pass(60);
  expect(await unlocked(world)).toBe('uses-exhausted');
  await world.pass(20 * 60);
  expect(await unlocked(world)).toBe('granted');
  await world.stop();
});

test.each([
  [{ sundial: once }, /clockPolicy: .*sundial/],
  [{ none: { checks: 'nothing' } }, /clockPolicy\.none\.checks/],
  [{ rtc: { checks: 'window', uses: -1 } }, /clockPolicy\.rtc\.uses/],
])('settings with the policy %j are refused, with the path', (clockPolicy, told) => {
  expect(() => parseSettings(JSON.stringify({ version: 1, clockPolicy }), 'settings.yaml')).toThrow(told);
});
