import { describe, expect, test } from 'vitest';
import type { Cycle } from '../../../simulator/car/cycles/cycle.ts';
import { udds } from '../../../simulator/car/cycles/udds.ts';
import { wltcClass3b } from '../../../simulator/car/cycles/wltc-class3b.ts';
import { carModels } from '../../../simulator/car/models.ts';
import { shownOdometerMetres } from '../../../simulator/car/shown.ts';
import { createOdometerBench } from '../../support/odometer-bench.ts';

describe.each(carModels)('$name: the odometer after a drive is what the car shows', (model) => {
  test.each<Cycle>([wltcClass3b, udds])('$name', async (cycle) => {
    const bench = createOdometerBench({ model });
    await bench.drive(cycle);
    expect(bench.odometer.now().metres).toBe(shownOdometerMetres(bench.car.now()));
    expect(bench.rebases).toMatchObject([{ reason: 'first-reading' }]);
  });
});
