import { expect, test } from 'vitest';
import { udds } from '../../../simulator/car/cycles/udds.ts';
import { unclearedCar } from '../../../simulator/car/models.ts';
import { isCounterSaturated, shownOdometerMetres } from '../../../simulator/car/shown.ts';
import { createOdometerBench } from '../../support/odometer-bench.ts';

/** The kilometre begun, which PID 31 never shows. */
const stepMetres = 1_000;

test.each([
  [65_530_000, 'comes to its end in mid-drive'],
  [65_535_000, 'stood at its end before anybody read it'],
])('speed goes on counting where PID 31 (from %i m) %s', async (clearedMetresAgo) => {
  const bench = createOdometerBench({ model: unclearedCar, odometerMetres: 90_000_000, clearedMetresAgo });
  const before = shownOdometerMetres(bench.car.now());
  await bench.drive(udds);
  await bench.drive(udds);
  expect(isCounterSaturated(bench.car.now())).toBe(true);
  const driven = shownOdometerMetres(bench.car.now()) - before;
  expect(driven).toBeGreaterThan(20_000);
  const { drivenMetres, source } = bench.odometer.now();
  expect(source).toBe('speed');
  expect(Math.abs(drivenMetres - before - driven)).toBeLessThanOrEqual(stepMetres + driven * 0.01);
});
