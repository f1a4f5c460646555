import { expect, test } from 'vitest';
import type { Line } from '../../../../device/ports.ts';
import { counterCar, odometerCar, runningEngineCar } from '../../../../simulator/car/models.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

/** A line on which what the adapter says is changed. */
const rewriting =
  (change: (text: string) => string) =>
  (line: Line): Line => ({
    open: (events) =>
      line.open({
        ...events,
        data: (bytes) => events.data(new TextEncoder().encode(change(new TextDecoder().decode(bytes)))),
      }),
  });

async function polled(change: (text: string) => string) {
  const bench = createObdBench({ wrap: rewriting(change) });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(60_000);
  return bench;
}

test('an answer to 01A6 with service 61 is no reading; after three of them PID 31 takes its place', async () => {
  const bench = await polled((text) => text.replaceAll('41A6', '61A6'));
  expect(bench.of('odometer')).toEqual([]);
  expect(bench.commands.filter((command) => command === '01A6')).toHaveLength(3);
  expect(bench.of('distance-since-clear').length).toBeGreaterThanOrEqual(3);
  expect(bench.unavailable).toEqual(
    Array.from({ length: 3 }, () => ({ what: 'odometer', reason: 'invalid-answer' })),
  );
});

test('an answer of another control unit than the one that counts the odometer is no reading', async () => {
  const bench = await polled((text) => text.replaceAll('7E80641A6', '7E90641A6'));
  expect(bench.of('odometer')).toEqual([]);
});

test('a source that no control unit names is asked for, to be sure; waiting for the odometer then ends at once', async () => {
  const speedOnly = { ...odometerCar, ecus: [{ id: '7E8', pids: [0x0c, 0x0d], answersVin: false }] };
  const bench = createObdBench({ model: speedOnly });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(60_000);
  expect(bench.of('speed').length).toBeGreaterThan(40);
  // PID A6 once more, now that the engine is known to turn.
  expect(bench.commands.filter((command) => command === '01A6')).toHaveLength(2);
  expect(bench.commands.filter((command) => command === '0131')).toHaveLength(1);
  let done = false;
  void bench.obd.pollOdometer().then(() => {
    done = true;
  });
  await bench.advance(0);
  expect(done).toBe(true);
});

test('a source that fell silent is asked again after a minute, and takes its place again', async () => {
  const bench = createObdBench();
  bench.obd.start();
  bench.startEngine();
  await bench.advance(15_000);
  bench.adapter.instruments.trouble('mute-odometer');
  await bench.advance(60_000);
  bench.adapter.instruments.trouble('none');
  bench.readings.length = 0;
  await bench.advance(75_000);
  expect(bench.of('odometer').length).toBeGreaterThanOrEqual(1);
});

test('PID A6 that an adapter hides is found once the engine turns, though it was asked before in vain', async () => {
  const model = { ...runningEngineCar, engineStartsAfterMs: 30_000 };
  const bench = createObdBench({ model, habits: { hidesSupport: true } });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(29_000);
  expect(bench.commands.filter((command) => command === '01A6')).toHaveLength(1);
  await bench.advance(12_000);
  expect(bench.of('odometer').length).toBeGreaterThanOrEqual(1);
  bench.readings.length = 0;
  await bench.advance(60_000);
  expect(bench.of('odometer').length).toBeGreaterThanOrEqual(6);
});

test('a car without PID A6 is asked for it once a minute while its engine turns, and PID 31 no less often', async () => {
  const bench = createObdBench({ model: counterCar });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(5_000);
  bench.commands.length = 0;
  await bench.advance(300_000);
  expect(bench.commands.filter((command) => command === '01A6')).toHaveLength(5);
  expect(bench.commands.filter((command) => command === '0131')).toHaveLength(30);
  expect(bench.commands.filter((command) => command === '010D').length).toBeGreaterThanOrEqual(298);
});
