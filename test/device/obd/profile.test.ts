import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseProfile } from '../../../device/config.ts';
import { us06 } from '../../../simulator/car/cycles/us06.ts';
import { counterCar, odometerCar } from '../../../simulator/car/models.ts';
import { shownHectometres } from '../../../simulator/car/shown.ts';
import { createObdBench } from '../../support/obd-bench.ts';

const folder = new URL('../../../device/profiles/', import.meta.url);
const profileIn = (name: string) => parseProfile(readFileSync(new URL(name, folder), 'utf8'), name);

test.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('%s is a profile', (name) => {
  expect(`${profileIn(name).profile}.yaml`).toBe(name);
});

test.each([
  ['requests.fuel.formula', 'formula: A +', /fuel\.formula.*missing at character/],
  ['requests.fuel.request', "request: '22'", /fuel\.request/],
  ['vin', 'vin: "["', /vin/],
  ['a field that is none', 'colour: red', /colour/],
  ['a unit', 'unit: gallon', /fuel\.unit.*"percent"\|"litre"/],
  ['a range', 'plausible: { least: 9, most: 1 }', /fuel\.plausible: least is not below most/],
  ['a byte beyond the answer', 'formula: A + C\n    length: 2', /fuel\.formula: takes a byte that/],
  ['a division by zero', 'formula: A / 0', /fuel\.formula: "A \/ 0": gives no number/],
  ['a formula too long', `formula: A${' + A'.repeat(60)}`, /fuel\.formula: a formula of more than 200 /],
  ['a service that clears trouble codes', "request: '0400'", /fuel\.request: not a service that only reads/],
  ['a service that moves something', "request: '2F2006'", /fuel\.request: not a service that only reads/],
])('a fault in %s is told with its path', (_, line, told) => {
  const text = `profile: x
energy: fuel
requests:
  fuel:
    request: '22D110'
    formula: A
    unit: percent
    plausible: { least: 0, most: 100 }
    source: nowhere`;
  const [key = ''] = line.split(':');
  const broken = new RegExp(`^ *${key}:`, 'm').test(text)
    ? text.replace(new RegExp(`${key}:.*`), line)
    : `${line}\n${text}`;
  expect(() => parseProfile(broken, 'x.yaml')).toThrow(told);
  expect(() => parseProfile(broken, 'x.yaml')).toThrow(/^x\.yaml: .*$/);
});

describe('a car whose VIN fits a profile', () => {
  async function driven(profiles = [profileIn('bench-car.yaml')], model = counterCar) {
    const bench = createObdBench({ model, config: { profiles } });
    bench.obd.start();
    bench.startEngine();
    await bench.advance(12_000);
    bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
    await bench.advance(60_000);
    bench.car.happen({ kind: 'drive-stopped' });
    await bench.advance(3_000);
    return bench;
  }

  test('tells odometer, fuel and doors as the profile says, and all else by the standard', async () => {
    const bench = await driven();
    expect(bench.profiles).toEqual(['bench-car']);
    expect(bench.of('profile-odometer').at(-1)).toMatchObject({
      metres: shownHectometres(bench.car.now()) * 100,
      ecu: '65D',
    });
    expect(bench.of('fuel-level')).toContainEqual(expect.objectContaining({ perMille: 556, ecu: '65D' }));
    expect(bench.of('condition').at(-1)).toMatchObject({ condition: 'doors-closed', holds: true });
    expect(bench.of('speed').length).toBeGreaterThan(50);
    expect(bench.of('distance-since-clear').length).toBeGreaterThan(0);
  });

  test('and one whose VIN does not is asked by the standard alone', async () => {
    const bench = await driven([profileIn('bench-car.yaml')], odometerCar);
    expect(bench.profiles).toEqual([undefined]);
    expect(bench.commands.filter((command) => command.startsWith('22'))).toEqual([]);
  });

  test('a value that cannot be is no reading', async () => {
    const bad = parseProfile(
      readFileSync(new URL('bench-car.yaml', folder), 'utf8').replace('most: 60', 'most: 1'),
      'x.yaml',
    );
    const bench = await driven([bad]);
    expect(bench.unavailable).toContainEqual({ what: 'fuel-level', reason: 'invalid-answer' });
    expect(bench.of('fuel-level').every(({ ecu }) => ecu === '7E8')).toBe(true);
  });
});
