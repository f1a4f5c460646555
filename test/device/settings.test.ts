import { describe, expect, test } from 'vitest';
import { sealPin } from '../../gateway/seal-pin.ts';
import { toHex } from '../../protocol/codec/bytes.ts';
import type { Log } from '../../protocol/runtime.ts';
import { parseSettings } from '../../protocol/settings/settings.ts';
import { car, deviceWorld, factsOf, sealingKey } from '../support/device-world.ts';

const pin = '471108';
/** Around the place where the cars of this world stand. */
const home = [51_035_800, 3_710_600] as const;
const around = (microdegrees: number) =>
  [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([north = 0, east = 0]) => [home[0] + north * microdegrees, home[1] + east * microdegrees]);

const settings = parseSettings(
  JSON.stringify({
    version: 1,
    zones: { green: [around(2_000)], orange: [around(50_000)] },
    checklist: { windows: 'note', 'key-use': 'block' },
    fuelCardPin: toHex(sealPin(pin, car, sealingKey.publicKey.x, new Uint8Array(32).fill(7))),
  }),
  'settings.yaml',
);

async function rented(log?: Log) {
  const world = deviceWorld(log === undefined ? { settings } : { settings, log });
  await world.boot();
  await world.ask('unlock');
  return world;
}

describe('the PIN of the fuel card (13.2)', () => {
  test('is told to the phone of the open rental, with the engine off alone', async () => {
    const world = await rented();
    expect(await world.ask('fuel-card')).toMatchObject({ verdict: 'granted', fuelCardPin: pin });
    world.happen({ kind: 'key-moved', inHolder: false });
    world.happen({ kind: 'ignition-turned', on: true });
    const refused = await world.ask('fuel-card');
    expect(refused).toMatchObject({ verdict: 'in-motion' });
    expect(refused).not.toHaveProperty('fuelCardPin');
    await world.stop();
  });

  test('is in no record, no log, and no file of the car', async () => {
    const lines: string[] = [];
    const note = (fields: object, message: string): void =>
      void lines.push(JSON.stringify([fields, message]));
    const world = await rented({ debug: note, info: note, warn: note, error: note });
    await world.ask('fuel-card');
    await world.ask('lock');
    await world.stop();
    expect(lines.join('\n')).not.toContain(pin);
    const bytes = Object.values(Object.fromEntries(world.disk.snapshotFiles())).map((file) =>
      Buffer.from(file),
    );
    expect(bytes.length).toBeGreaterThan(0);
    for (const file of bytes) expect(file.includes(pin)).toBe(false);
  });

  test('is not told where the car has none, nor to whom has no rental', async () => {
    const world = deviceWorld({ settings: { ...settings, fuelCardPin: undefined } });
    await world.boot();
    expect(await world.ask('fuel-card')).toMatchObject({ verdict: 'no-rental' });
    await world.ask('unlock');
    expect(await world.ask('fuel-card')).toMatchObject({ verdict: 'not-in-scope' });
    await world.stop();
  });
});

test('zones and notes stand in the records of a rental, and the policy blocks its end', async () => {
  const world = await rented();
  expect(await world.ask('end')).toMatchObject({ verdict: 'checklist-incomplete', missing: ['key-use'] });
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(60);
  world.happen({ kind: 'ignition-turned', on: false });
  world.happen({ kind: 'key-moved', inHolder: true });
  await world.pass(3);
  expect(await world.ask('end')).toMatchObject({ verdict: 'granted' });
  await world.stop();
  const records = await world.records();
  expect(factsOf(records, 'rental-opened')).toMatchObject([
    { zones: { green: 'uncertain', orange: 'uncertain' } },
  ]);
  expect(factsOf(records, 'rental-closed')).toMatchObject([
    { zones: { green: 'inside', orange: 'inside' }, notes: [{ item: 'windows', standing: 'unknown' }] },
  ]);
});

test.each([
  [
    'a polygon of two corners',
    {
      version: 1,
      zones: {
        green: [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      },
    },
    /zones\.green/,
  ],
  ['a word that is no policy', { version: 1, checklist: { fuel: 'maybe' } }, /checklist\.fuel/],
  ['an alarm that is none', { version: 1, positionAlarms: ['fire'] }, /positionAlarms/],
  ['a field that is none', { version: 1, colour: 'red' }, /colour/],
])('settings with %s are refused, with the path', (_, given, told) => {
  expect(() => parseSettings(JSON.stringify(given), 'settings.yaml')).toThrow(told);
});

test('no settings let a rental end with the ignition on or a door open (6.9)', () => {
  expect(() =>
    parseSettings('{ version: 1, checklist: { ignition: ignore, doors: note } }', 's.yaml'),
  ).toThrow(
    'checklist.ignition: no rental ends with the ignition on; checklist.doors: no rental ends with a door open',
  );
});
