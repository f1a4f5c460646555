import { expect, test } from 'vitest';
import { us06 } from '../../../../simulator/car/cycles/us06.ts';
import { counterCar, extendedIdCar, odometerCar } from '../../../../simulator/car/models.ts';
import { kilometresSinceClear, shownHectometres } from '../../../../simulator/car/shown.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

async function driven(model = odometerCar) {
  const bench = createObdBench({ model });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(6000);
  bench.readings.length = 0;
  bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  await bench.advance(60_000);
  return bench;
}

test('speed is read once a second, engine speed, odometer, fuel and voltage every ten seconds', async () => {
  const bench = await driven();
  expect(bench.of('speed')).toHaveLength(60);
  expect(bench.of('engine-speed')).toHaveLength(6);
  expect(bench.of('fuel-level')).toHaveLength(6);
  expect(bench.of('voltage')).toHaveLength(6);
  expect(bench.unavailable).toEqual([]);
});

test('a car without PID A6 is asked for PID 31, in kilometres', async () => {
  const bench = await driven(counterCar);
  bench.car.happen({ kind: 'drive-stopped' });
  await bench.advance(2000);
  expect(bench.of('odometer')).toEqual([]);
  expect(bench.of('distance-since-clear').at(-1)).toMatchObject({
    metres: kilometresSinceClear(bench.car.now()) * 1000,
    saturated: false,
  });
});

test('with 29-bit ids and several answers, always the same control unit is believed', async () => {
  const bench = await driven(extendedIdCar);
  expect(new Set(bench.readings.map(({ ecu }) => ecu))).toEqual(new Set(['18DAF110']));
  expect(bench.of('odometer').length).toBeGreaterThanOrEqual(6);
});

test('the odometer is read at once when the car has come to a stop', async () => {
  const bench = createObdBench({ config: { odometerEveryMs: 3_600_000 } });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(6000);
  bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  await bench.advance(30_000);
  const before = bench.of('odometer').length;
  bench.car.happen({ kind: 'drive-stopped' });
  await bench.advance(1500);
  expect(bench.of('odometer')).toHaveLength(before + 1);
  expect(bench.of('odometer').at(-1)?.metres).toBe(shownHectometres(bench.car.now()) * 100);
});
