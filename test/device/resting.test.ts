import { describe, expect, test } from 'vitest';
import { parseSettings, type Settings } from '../../protocol/settings/settings.ts';
import { answeringGateway } from '../support/answering-gateway.ts';
import { car, type DeviceWorld, deviceWorld, factsOf, gatewayKey } from '../support/device-world.ts';

/** A parked car at rest, online, with its driver gone. */
async function parked(settings?: Settings) {
  const gateway = answeringGateway(car, gatewayKey, () => world.trueTime());
  const world: DeviceWorld = deviceWorld({
    mqtt: gateway.mqtt,
    power: (hook) => void gateway.heard.push(hook),
    ...(settings === undefined ? {} : { settings }),
  });
  await world.boot();
  await world.pass(120);
  const drain = (millivolts: number) => world.happen({ kind: 'battery-drained', millivolts });
  return { gateway, world, drain };
}
const hour = 3_600;

describe('the 12 V battery and the air (clause 13.3)', () => {
  test('parked with nothing new to say, a ping every 3 to 6 minutes is all that goes out', async () => {
    const { gateway, world } = await parked();
    await world.pass(2 * hour);
    const [before, heard] = [gateway.pings, gateway.heard.length];
    await world.pass(4 * hour);
    expect(gateway.pings - before).toBeGreaterThanOrEqual(4 * 10);
    expect(gateway.pings - before).toBeLessThanOrEqual(4 * 20);
    expect(gateway.heard.slice(heard)).toEqual([]);
    await world.stop();
  });

  test('with a low battery a ping comes every 15 to 18 minutes, or as the settings say', async () => {
    const { gateway, world, drain } = await parked(
      parseSettings('{ version: 1, battery: { darkAfterMinutes: 1440 } }', 's'),
    );
    drain(1_700);
    await world.pass(2 * hour);
    const before = gateway.pings;
    await world.pass(4 * hour);
    expect(gateway.pings - before).toBeGreaterThanOrEqual(12);
    expect(gateway.pings - before).toBeLessThanOrEqual(17);
    expect(gateway.heard).toContain('alarm');
    await world.stop();
  });

  test('low for half an hour, it says so, seals, says goodbye, and sleeps, in this order; then nothing is heard', async () => {
    const { gateway, world, drain } = await parked();
    drain(1_700);
    await world.pass(2 * hour);
    expect(gateway.heard.slice(-4)).toEqual(['going-dark', 'sealed', 'offline', 'sleep']);
    expect(gateway.isConnected).toBe(false);
    const { pings } = gateway;
    await world.pass(12 * hour);
    expect(gateway.pings).toBe(pings);
    expect(gateway.heard.at(-1)).toBe('sleep');
    await world.stop();
  });

  test('nearly empty, it does so at once', async () => {
    const { gateway, world, drain } = await parked();
    drain(2_300);
    await world.pass(50 * 60);
    expect(gateway.heard).toContain('sleep');
    await world.stop();
  });

  test('it wakes and comes online as the ignition is turned on, and what happened meanwhile follows', async () => {
    const { gateway, world, drain } = await parked();
    drain(2_300);
    await world.pass(hour);
    const slept = gateway.heard.length;
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
    await world.pass(60);
    expect(gateway.heard.slice(slept)).toEqual([]);
    world.happen({ kind: 'key-moved', inHolder: false });
    world.happen({ kind: 'ignition-turned', on: true });
    await world.pass(30);
    expect(gateway.heard.slice(slept, slept + 2)).toEqual(['wake', 'online']);
    expect(gateway.heard).toContain('rental-opened');
    await world.stop();
  });

  test('it wakes as the battery has recovered', async () => {
    const { gateway, world, drain } = await parked();
    drain(2_300);
    await world.pass(hour);
    drain(-2_300);
    await world.pass(hour);
    expect(gateway.heard.slice(-2)).not.toContain('sleep');
    expect(gateway.isConnected).toBe(true);
    await world.stop();
  });

  test('without coverage it sleeps all the same, and says later why it is late', async () => {
    const { gateway, world, drain } = await parked();
    gateway.reachable(() => false);
    gateway.cut();
    drain(2_300);
    await world.pass(hour);
    expect(gateway.heard.at(-1)).toBe('sleep');
    expect(gateway.heard).not.toContain('going-dark');
    gateway.reachable(() => true);
    drain(-2_300);
    await world.pass(hour);
    expect(gateway.heard).toContain('going-dark');
    await world.stop();
    expect(factsOf(await world.records(), 'going-dark')).toHaveLength(1);
  });
});
