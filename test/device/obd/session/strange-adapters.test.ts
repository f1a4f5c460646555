import { expect, test } from 'vitest';
import { us06 } from '../../../../simulator/car/cycles/us06.ts';
import type { Elm327Habits } from '../../../../simulator/car/elm327-habits.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

async function driven(habits: Partial<Elm327Habits>, waitMs = 20_000) {
  const bench = createObdBench({ habits });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(waitMs);
  bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  bench.readings.length = 0;
  await bench.advance(60_000);
  return bench;
}

test.each<[string, Partial<Elm327Habits>]>([
  ['that echoes always', { echoesAlways: true }],
  ['that ends lines with CR LF', { lineFeeds: true }],
  ['whose prompt follows at once', { barePrompt: true }],
  ['that refuses spaces off, adaptive timing and time-outs', { refused: /^AT(S0|AT1|ST32|L0)$/ }],
  ['that refuses to show headers', { refused: /^ATH1$/ }],
  ['that knows nothing but echo', { refused: /^AT(?!E0|RV|Z)/ }],
  ['with a banner of its own', { banner: 'OBDII v2.1' }],
  ['that answers a reset with OK', { banner: 'OK' }],
  ['that knows no reset', { refused: /^AT(Z|D)$/ }],
  ['that loses the first character of words', { dropsFirst: true }],
  ['whose control units do not tell what they support', { hidesSupport: true }],
  ['that prompts once more 10 ms after each reply', { promptAgainMs: 10 }],
  ['that prompts once more 30 ms after each reply', { promptAgainMs: 30 }],
  ['that prompts once more 150 ms after each reply', { promptAgainMs: 150 }],
  ['that prompts once more as it answers the next request', { promptAgainMs: 40 }],
  ['behind which 7EA answers A6 with a wrong service byte', { strayOdometer: true }],
])('an adapter %s serves', async (_, habits) => {
  const bench = await driven(habits, 40_000);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(55);
  expect(bench.of('odometer').length).toBeGreaterThanOrEqual(5);
  expect(bench.of('odometer').every(({ metres }) => metres > 12_000_000)).toBe(true);
});

test('an adapter that takes 2.5 s for each reply is waited for', async () => {
  const bench = await driven({ slowMs: 2500 }, 180_000);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(5);
});

test('the speed of the line is found, and kept after the adapter was unplugged', async () => {
  const bench = createObdBench({ habits: { speed: 9_600 }, speeds: [38_400, 115_200, 9_600] });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(30_000);
  expect(bench.of('speed').length).toBeGreaterThan(5);
  bench.adapter.unplug();
  await bench.advance(5_000);
  bench.adapter.plugIn();
  bench.unavailable.length = 0;
  await bench.advance(30_000);
  expect(bench.unavailable.filter(({ what, reason }) => what === 'adapter' && reason === 'timeout')).toEqual(
    [],
  );
});

test.each([
  'CAN ERROR',
  'BUS INIT: ERROR',
  'BUS BUSY',
  'BUFFER FULL',
  '<RX ERROR',
  '<DATA ERROR',
  'ERR94',
  'NO DATA',
  'UNABLE TO CONNECT',
  'ACT ALERT',
  '?',
  'STOPPED',
])('after a minute of %s it reads on', async (words) => {
  const bench = await driven({});
  bench.adapter.failWith(words);
  await bench.advance(60_000);
  bench.adapter.failWith(undefined);
  await bench.advance(60_000);
  bench.readings.length = 0;
  await bench.advance(10_000);
  expect(bench.of('speed')).toHaveLength(10);
});

test('stray bytes between and within replies do no more than lose a reading', async () => {
  const bench = await driven({});
  for (let times = 0; times < 20; times++) {
    bench.adapter.blurt(['\0\0', 'x>', '7E8>', '\r\r>>', '41 0D FF\r>'][times % 5] ?? '');
    await bench.advance(1700);
  }
  bench.readings.length = 0;
  await bench.advance(20_000);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(18);
});
