import { expect, test } from 'vitest';
import { carId } from '../../../protocol/ids.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { Witness } from '../../../simulator/checkers/witness.ts';
import { Lookout } from '../../../simulator/fleet/lookout.ts';
import { world } from '../world.ts';

const parked = parkedCar({
  model: odometerCar,
  odometerMetres: 1_000_000,
  clearedMetresAgo: 0,
  fuelMillilitres: 30_000,
});

/** From ignition on to ignition off, a minute later. */
async function driven(unit: { readonly isOn: boolean; readonly hearsDistance: boolean }) {
  const { scheduler } = world();
  const car = createSimulatedCar(
    { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() },
    { ...parked, immobilised: false, keyInHolder: false },
  );
  const witness = new Witness();
  const watched = { car, isOnSince: () => unit.isOn, hearsDistance: unit.hearsDistance };
  new Lookout(carId('car-1'), watched, scheduler, witness);
  car.happen({ kind: 'ignition-turned', on: true });
  await scheduler.run(milliseconds(60_000));
  car.happen({ kind: 'ignition-turned', on: false });
  return witness.drives;
}

test('a drive is whole where the unit was on all the time, and heard of distance as it began', async () => {
  expect(await driven({ isOn: true, hearsDistance: true })).toMatchObject([{ isWhole: true }]);
});

test.each([
  { isOn: false, hearsDistance: true },
  { isOn: true, hearsDistance: false },
])('it is not where %j', async (unit) => {
  expect(await driven(unit)).toMatchObject([{ isWhole: false }]);
});
