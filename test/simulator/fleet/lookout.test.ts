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
  clearedMetresAgo: 5_000,
  fuelMillilitres: 30_000,
});

/** What is taken down of a car with this unit. */
function lookedAt(unit: { readonly isOn: boolean; readonly hearsDistance: boolean }) {
  const { scheduler } = world();
  const car = createSimulatedCar(
    { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() },
    { ...parked, immobilised: false, keyInHolder: false },
  );
  const witness = new Witness();
  const watched = { car, isOnSince: () => unit.isOn, hearsDistance: unit.hearsDistance };
  const lookout = new Lookout(carId('car-1'), watched, scheduler, witness);
  /** From ignition on to ignition off, a minute later. */
  const drive = async () => {
    car.happen({ kind: 'ignition-turned', on: true });
    await scheduler.run(milliseconds(60_000));
    car.happen({ kind: 'ignition-turned', on: false });
    return witness.drives;
  };
  return { car, witness, drive, lookout };
}

test('a drive is whole where the unit was on all the time, and heard of distance as it began', async () => {
  expect(await lookedAt({ isOn: true, hearsDistance: true }).drive()).toMatchObject([{ isWhole: true }]);
});

test.each([
  { isOn: false, hearsDistance: true },
  { isOn: true, hearsDistance: false },
])('it is not where %j', async (unit) => {
  expect(await lookedAt(unit).drive()).toMatchObject([{ isWhole: false }]);
});

test.each([true, false])(
  'a drive at whose end distance is heard: %s, is seen only then',
  async (hearsDistance) => {
    const { drive, lookout } = lookedAt({ isOn: true, hearsDistance });
    const [driven] = await drive();
    lookout.recordWritten();
    expect(driven?.isSeen).toBe(hearsDistance);
  },
);

test('as codes are cleared, the drives since they were cleared before are taken down with it', async () => {
  const { car, witness, drive } = lookedAt({ isOn: false, hearsDistance: true });
  await drive();
  car.happen({ kind: 'codes-cleared' });
  await drive();
  await drive();
  car.happen({ kind: 'towed', millimetres: 1_000_000 });
  car.happen({ kind: 'codes-cleared' });
  const [first, second, third] = witness.drives;
  expect(witness.clearings.map(({ drives }) => drives).filter(({ length }) => length > 0)).toEqual([
    [first],
    [second, third],
  ]);
});
