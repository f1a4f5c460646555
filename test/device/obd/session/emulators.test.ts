import { expect, test } from 'vitest';
import { parseProfile } from '../../../../device/config.ts';
import { defaultObdConfig } from '../../../../device/obd/config.ts';
import { replay } from '../../../../device/obd/replay.ts';
import { us06 } from '../../../../simulator/car/cycles/us06.ts';
import { counterCar, odometerCar } from '../../../../simulator/car/models.ts';
import { shownOdometerMetres } from '../../../../simulator/car/shown.ts';
import type { Emulator } from '../../../support/emulators/emulator.ts';
import { obdsimEmulator } from '../../../support/emulators/obdsim-emulator.ts';
import { perHeaderEmulator } from '../../../support/emulators/per-header-emulator.ts';
import { pocketEmulator } from '../../../support/emulators/pocket-emulator.ts';
import { type WifiHabits, wifiEmulator } from '../../../support/emulators/wifi-emulator.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

async function driven(options: Parameters<typeof createObdBench>[0], waitMs = 10_000) {
  const bench = createObdBench({ model: counterCar, ...options });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(waitMs);
  bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  bench.readings.length = 0;
  await bench.advance(60_000);
  return bench;
}

test.each<[string, () => Emulator]>([
  ['the Python ELM327-emulator', () => perHeaderEmulator()],
  ['obdsim', obdsimEmulator],
  ['a small emulator with headers', () => pocketEmulator(true)],
  ['a small emulator without', () => pocketEmulator(false)],
])(
  '%s serves within 10 s, and a drive cycle played into it is read, again from its trace',
  async (_, emulator) => {
    const trace: string[] = [];
    const bench = await driven({
      emulator: emulator(),
      trace: (entry) => trace.push(JSON.stringify(entry)),
    });
    expect(bench.of('speed').length).toBeGreaterThanOrEqual(55);
    expect(bench.of('distance-since-clear').length).toBeGreaterThanOrEqual(5);
    const replayed = replay(trace.join('\n'), defaultObdConfig);
    expect(replayed.difference).toBeNull();
    expect(replayed.readings.slice(-bench.readings.length)).toEqual(bench.readings);
  },
);

test('of its fourth version, which names PID A6 and answers it as of another service, speed and PID 31 are read', async () => {
  const bench = await driven({ emulator: perHeaderEmulator(4) }, 45_000);
  expect(bench.of('odometer')).toEqual([]);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(55);
  expect(bench.of('distance-since-clear').length).toBeGreaterThanOrEqual(5);
});

test('an adapter that knows each request under one header alone is led back to it after a request of a profile', async () => {
  const profile = parseProfile(
    `profile: hybrid
vin: ^WP0
energy: fuel
tankLitres: 45
requests:
  fuel:
    request: "2129"
    to: "7C0"
    from: "7C8"
    formula: A / 2
    unit: litre
    plausible: { least: 0, most: 60 }
    source: a test`,
    'hybrid.yaml',
  );
  const bench = await driven({ emulator: perHeaderEmulator(), config: { profiles: [profile] } });
  expect(bench.of('fuel-level').map(({ ecu, perMille }) => [ecu, perMille])).toContainEqual(['7C8', 444]);
  expect(bench.of('fuel-level').length).toBeGreaterThanOrEqual(5);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(55);
  expect(bench.of('distance-since-clear').length).toBeGreaterThanOrEqual(5);
});

test.each<[string, Partial<WifiHabits>]>([
  ['pads frames, answers 7F to what it has not, and ? to most commands', {}],
  ['pads with zeros', { padding: 0 }],
  ['ends lines with LF alone', { end: '\n' }],
  ['puts a space behind its prompt', { prompt: '> ' }],
  ['echoes whatever it is told', { echoes: true }],
  ['shows its prompt a second after the banner', { promptAfterMs: 1000 }],
  ['speaks in lower case', { lowerCase: true }],
  ['does all that at once', { end: '\n', prompt: '> ', echoes: true, promptAfterMs: 1000, lowerCase: true }],
])('an emulator behind Wi-Fi that %s is read, odometer and all', async (_, habits) => {
  const bench = await driven({ model: odometerCar, emulator: wifiEmulator(habits) });
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(55);
  expect(bench.of('odometer').length).toBeGreaterThanOrEqual(5);
  bench.car.happen({ kind: 'drive-stopped' });
  await bench.advance(15_000);
  expect(bench.of('odometer').at(-1)?.metres).toBe(shownOdometerMetres(bench.car.now()));
});

test('one that takes a second for each answer is read as often as it can answer', async () => {
  const bench = await driven(
    { model: odometerCar, emulator: wifiEmulator({ answersAfterMs: 1000 }) },
    60_000,
  );
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(30);
  expect(bench.of('odometer').length).toBeGreaterThanOrEqual(4);
});

test('one that takes two seconds for each answer is asked for speed every other time, and for its odometer no less than every 25 s', async () => {
  const bench = await driven(
    { model: odometerCar, emulator: wifiEmulator({ answersAfterMs: 2000 }) },
    120_000,
  );
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(13);
  const heardAt = bench.of('odometer').map(({ at }) => at);
  expect(heardAt.length).toBeGreaterThanOrEqual(3);
  for (const [place, at] of heardAt.slice(1).entries()) {
    expect(at - (heardAt[place] ?? at)).toBeLessThanOrEqual(25_000);
  }
});

test('one that closes a line on which nobody speaks is opened again, also after an hour of that', async () => {
  const bench = createObdBench({
    model: odometerCar,
    emulator: { ...wifiEmulator(), patienceMs: 30_000, reply: parkedOr(wifiEmulator()) },
  });
  bench.obd.start();
  await bench.advance(3_600_000);
  expect(bench.commands.filter((command) => command.startsWith('01'))).toEqual([]);
  bench.startEngine();
  await bench.advance(15_000);
  expect(bench.of('speed').length).toBeGreaterThan(0);
});

/** At the voltage of a battery that rests, while the ignition is off. */
const parkedOr =
  (emulator: Emulator): Emulator['reply'] =>
  (command, car) =>
    command === 'ATRV' && !car.ignitionOn
      ? { text: '12.5V\r\r>', afterMs: 20 }
      : emulator.reply(command, car);
