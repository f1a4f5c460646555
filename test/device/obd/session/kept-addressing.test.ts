import { expect, test } from 'vitest';
import { parseProfile } from '../../../../device/config.ts';
import type { Elm327Habits } from '../../../../simulator/car/elm327-habits.ts';
import { type CarModel, counterCar, extendedIdCar } from '../../../../simulator/car/models.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

const profileOf = (to: string, from: string) =>
  parseProfile(
    `profile: own
energy: fuel
requests:
  odometer:
    request: "22D100"
    to: "${to}"
    from: "${from}"
    length: 4
    formula: A << 24 | B << 16 | C << 8 | D
    unit: m
    resolutionMetres: 100
    plausible: { least: 0, most: 2000000000 }
    source: simulator/car/ecu.ts`,
    'own.yaml',
  );

const elevenBits = { to: '75D', from: '65D' };
const twentyNineBits = { to: '18DA60F1', from: '18DAF160' };

/** A car with a profile, asked for a minute; then the unit starts anew beside an adapter that was on all the time. */
async function restarted(
  model: CarModel,
  { to, from }: { to: string; from: string },
  habits: Partial<Elm327Habits>,
) {
  const bench = createObdBench({
    model: { ...model, cluster: { to: to.length > 3 ? to.slice(2) : to, from } },
    habits,
    config: { profile: profileOf(to, from) },
  });
  bench.obd.start();
  bench.startEngine();
  // Until a request of the profile was the last one.
  for (let tries = 0; tries < 200; tries++) {
    if (bench.commands.at(-1) === '22D100') break;
    await bench.advance(50);
  }
  bench.obd.stop();
  bench.commands.length = 0;
  bench.readings.length = 0;
  bench.obd.start();
  await bench.advance(60_000);
  return bench;
}

test.each<[string, Partial<Elm327Habits>]>([
  ['refuses every reset', { refused: /^AT(Z|D)$/ }],
  ['feigns every reset', { feignsReset: true }],
  ['refuses resets and to show headers', { refused: /^AT(Z|D|H1)$/ }],
  ['feigns resets and keeps its filter when told ATCRA alone', { feignsReset: true, refused: /^ATCRA$/ }],
])('an adapter that %s is told to ask everybody again after a restart of the unit', async (_, habits) => {
  const bench = await restarted(counterCar, elevenBits, habits);
  expect(bench.commands).toContain('ATSH7DF');
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(30);
  expect(bench.of('profile-odometer').length).toBeGreaterThanOrEqual(3);
});

test('the same with ids of 29 bits, which have every other turn', async () => {
  const bench = await restarted(extendedIdCar, twentyNineBits, { feignsReset: true });
  expect(bench.commands).toContain('ATSHDB33F1');
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(30);
});

test('an adapter that begins anew is not told whom to ask before a profile needs it', async () => {
  const bench = createObdBench({ model: counterCar });
  bench.obd.start();
  bench.obd.ignitionChanged(true);
  await bench.advance(120_000);
  expect(bench.commands).toContain('ATSP6');
  expect(bench.commands.filter((command) => /^AT(SH|CP|CRA|AR|FC)/.test(command))).toEqual([]);
});
