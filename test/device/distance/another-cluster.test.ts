import { describe, expect, test } from 'vitest';
import { reservationId } from '../../../protocol/ids.ts';
import { udds } from '../../../simulator/car/cycles/udds.ts';
import { extendedIdCar, milesCar, odometerCar } from '../../../simulator/car/models.ts';
import { shownOdometerMetres } from '../../../simulator/car/shown.ts';
import { createOdometerBench } from '../../support/odometer-bench.ts';

const reservation = reservationId('00000000000000aa');
const night = 8 * 3_600_000;

describe.each([odometerCar, extendedIdCar, milesCar])('another instrument cluster in $name', (model) => {
  test.each([-12_000, -7, 900, 250_000])('that shows %i km more drives nothing', async (kilometres) => {
    const { profile } = model;
    const config = profile === undefined ? {} : { profiles: [profile] };
    const bench = createOdometerBench({ model, config });
    await bench.drive(udds);
    await bench.advance(night);
    bench.car.happen({ kind: 'cluster-replaced', millimetres: kilometres * 1_000_000 });
    bench.odometer.rentalOpened(reservation);
    const before = bench.odometer.now().drivenMetres;
    const shownBefore = shownOdometerMetres(bench.car.now());
    await bench.drive(udds);
    const driven = bench.odometer.now().drivenMetres - before;
    expect(Math.abs(driven - (shownOdometerMetres(bench.car.now()) - shownBefore))).toBeLessThanOrEqual(200);
  });
});
