import { expect, test } from 'vitest';
import { createObdBench } from '../../../support/obd-bench.ts';

async function polling() {
  const bench = createObdBench();
  bench.obd.start();
  bench.startEngine();
  await bench.advance(10_000);
  expect(bench.of('speed').length).toBeGreaterThan(3);
  return bench;
}

/** Speeds read in the last ten seconds of `afterMs`. */
async function speedsAfter(bench: Awaited<ReturnType<typeof polling>>, afterMs: number) {
  await bench.advance(afterMs - 10_000);
  bench.readings.length = 0;
  await bench.advance(10_000);
  return bench.of('speed').length;
}

test('after LV RESET the adapter is set up anew', async () => {
  const bench = await polling();
  bench.adapter.dipPower();
  expect(await speedsAfter(bench, 20_000)).toBe(10);
  expect(bench.unavailable).toContainEqual({ what: 'adapter', reason: 'adapter-reset' });
});

test('an adapter that hangs is reset, then its line opened anew until it is back', async () => {
  const bench = await polling();
  bench.adapter.hang();
  await bench.advance(120_000);
  expect(bench.unavailable.map(({ reason }) => reason)).toContain('adapter-not-understood');
  bench.adapter.plugIn();
  expect(await speedsAfter(bench, 120_000)).toBe(10);
});

test('an adapter unplugged and plugged in is used again, its line tried with a growing delay', async () => {
  const bench = await polling();
  bench.adapter.unplug();
  await bench.advance(600_000);
  const attempts = bench.unavailable.filter(({ what }) => what === 'line').length;
  expect(attempts).toBeGreaterThan(8);
  expect(attempts).toBeLessThan(30);
  bench.adapter.plugIn();
  expect(await speedsAfter(bench, 120_000)).toBe(10);
});

test('control units that do not answer yet are asked again', async () => {
  const bench = createObdBench();
  bench.obd.start();
  bench.obd.ignitionChanged(true);
  await bench.advance(30_000);
  expect(bench.unavailable).toContainEqual({ what: 'support', reason: 'unable-to-connect' });
  bench.startEngine();
  expect(await speedsAfter(bench, 40_000)).toBe(10);
});

test('stopped, it writes nothing and leaves no timer', async () => {
  const bench = await polling();
  bench.obd.stop();
  bench.commands.length = 0;
  await bench.advance(60_000);
  expect(bench.commands).toEqual([]);
  expect(bench.pending()).toBe(0);
});

test.each([
  ['once is passed over', 1_000, 9, false],
  ['again and again has the control units looked for anew', 5_000, 0, true],
])('an error on the bus %s', async (_, forMs, leastSpeeds, isSearched) => {
  const bench = await polling();
  await bench.advance(500);
  bench.adapter.failWith('CAN ERROR');
  await bench.advance(forMs);
  bench.adapter.failWith(undefined);
  bench.readings.length = 0;
  bench.commands.length = 0;
  await bench.advance(10_000);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(leastSpeeds);
  expect(bench.commands.includes('0100')).toBe(isSearched);
});
