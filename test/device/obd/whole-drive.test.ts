import { describe, expect, test } from 'vitest';
import { odometerReadingOf, odometerStep, restoredOdometer } from '../../../device/obd/odometer.ts';
import { metres } from '../../../protocol/units.ts';
import { udds } from '../../../simulator/car/cycles/udds.ts';
import { wltcClass3b } from '../../../simulator/car/cycles/wltc-class3b.ts';
import { carModels } from '../../../simulator/car/models.ts';
import { shownOdometerMetres } from '../../../simulator/car/shown.ts';
import { createObdBench, type ObdBench } from '../../support/obd-bench.ts';

function odometerOf(bench: ObdBench, configuredMetres: number) {
  let state = restoredOdometer({
    odometerMetres: metres(configuredMetres),
    source: 'none',
    offsetMetres: 0,
  });
  const rebases = bench.readings.flatMap((reading) => {
    const taken = odometerReadingOf(reading);
    if (taken === undefined) return [];
    const step = odometerStep(state, taken);
    state = step.state;
    return step.rebase ?? [];
  });
  return { odometerMetres: state.odometerMetres, rebases };
}

describe.each(carModels)('$name: the odometer after a drive is what the car shows', (model) => {
  test.each([wltcClass3b, udds])('$name', async (cycle) => {
    const bench = createObdBench({ model });
    const configured = shownOdometerMetres(bench.car.now());
    bench.obd.start();
    bench.startEngine();
    await bench.advance(8000);
    bench.car.happen({ kind: 'drive-started', cycle, laps: 1 });
    await bench.advance(cycle.durationMs + 3000);
    bench.turnIgnition(false);
    await bench.advance(5000);
    const { odometerMetres, rebases } = odometerOf(bench, configured);
    expect(odometerMetres).toBe(shownOdometerMetres(bench.car.now()));
    expect(rebases).toMatchObject([{ reason: 'first-reading' }]);
    expect(bench.unavailable).toEqual([]);
    expect(bench.adapter.requestsAsleep()).toBe(0);
  });
});
