import { expect, test } from 'vitest';
import { carId } from '../../../protocol/ids.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { hwfet } from '../../../simulator/car/cycles/hwfet.ts';
import { counterCar, odometerCar, twoOdometersCar } from '../../../simulator/car/models.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { Witness } from '../../../simulator/checkers/witness.ts';
import { Lookout } from '../../../simulator/fleet/lookout.ts';
import type { Hearing } from '../../../simulator/fleet/unit.ts';
import { world } from '../world.ts';

const parked = parkedCar({
  model: odometerCar,
  odometerMetres: 1_000_000,
  clearedMetresAgo: 5_000,
  fuelMillilitres: 30_000,
});

/** What is taken down of a car with this unit. */
function lookedAt(
  unit: { readonly isOn: boolean; hears: Hearing; isOdometerStuck?: boolean },
  model = odometerCar,
) {
  const { scheduler } = world();
  const car = createSimulatedCar(
    { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() },
    { ...parked, model, immobilised: false, keyInHolder: false },
  );
  const witness = new Witness();
  let heard = (): void => {};
  const watched = {
    car,
    isOnSince: () => unit.isOn,
    get hears() {
      return unit.hears;
    },
    get isOdometerStuck() {
      return unit.isOdometerStuck === true;
    },
    watchHearing(watch: () => void) {
      heard = watch;
    },
  };
  new Lookout(carId('car-1'), watched, scheduler, witness);
  /** From ignition on to ignition off, a minute later. */
  const drive = async () => {
    car.happen({ kind: 'ignition-turned', on: true });
    await scheduler.run(milliseconds(60_000));
    car.happen({ kind: 'ignition-turned', on: false });
    return witness.drives;
  };
  const hearing = (hears: Hearing) => {
    unit.hears = hears;
    heard();
  };
  let passed = 0;
  const pass = async (seconds: number) => {
    passed += seconds * 1_000;
    await scheduler.run(milliseconds(passed));
  };
  return { car, witness, drive, hearing, pass };
}

test('a drive is whole where the unit was on all the time, and heard of distance as it began', async () => {
  expect(await lookedAt({ isOn: true, hears: 'car' }).drive()).toMatchObject([{ isWhole: true }]);
});

test.each([
  { isOn: false, hears: 'car' as const },
  { isOn: true, hears: 'nothing' as const },
])('it is not where %j', async (unit) => {
  expect(await lookedAt(unit).drive()).toMatchObject([{ isWhole: false }]);
});

test('metres of which nothing told the unit are taken down, and whether it could read the odometer at the end', async () => {
  const unit: { isOn: boolean; hears: Hearing } = { isOn: true, hears: 'car' };
  const { car, hearing, pass, witness } = lookedAt(unit);
  const metresNow = () => car.now().odometerMillimetres / 1_000;
  car.happen({ kind: 'ignition-turned', on: true });
  car.happen({ kind: 'drive-started', cycle: hwfet, laps: 1 });
  await pass(300);
  const deafFrom = metresNow();
  hearing('nothing');
  await pass(100);
  const deafTo = metresNow();
  hearing('satellites');
  await pass(100);
  car.happen({ kind: 'drive-stopped' });
  car.happen({ kind: 'ignition-turned', on: false });
  const [drive] = witness.drives;
  expect(drive?.unheardMetres).toBeCloseTo(deafTo - deafFrom, 3);
  expect(deafTo - deafFrom).toBeGreaterThan(500);
  expect(drive?.isReadAtEnd).toBe(false);
});

test('an instrument cluster that shows more is taken down as a way that nobody drove, one that shows less with the drives before', async () => {
  const { car, witness, drive } = lookedAt({ isOn: true, hears: 'car' });
  const drives = await drive();
  car.happen({ kind: 'cluster-replaced', millimetres: 5_000_000 });
  expect(witness.tows).toMatchObject([{ metres: 5_000 }]);
  car.happen({ kind: 'cluster-replaced', millimetres: -9_000_000 });
  expect(witness.tows).toHaveLength(1);
  expect(witness.clearings.at(-1)).toMatchObject({ of: 'odometer', metres: 0, drives });
});

test('another cluster of a car whose PID A6 knows nothing of it may never be heard of; one that shows less takes nothing away', () => {
  const { car, witness } = lookedAt({ isOn: true, hears: 'car' }, twoOdometersCar);
  car.happen({ kind: 'cluster-replaced', millimetres: 5_000_000 });
  expect(witness.clearings).toMatchObject([{ of: 'odometer', metres: 5_000, drives: [] }]);
  car.happen({ kind: 'cluster-replaced', millimetres: -9_000_000 });
  expect(witness.clearings).toHaveLength(1);
});

test('a stuck odometer does not tell at the end of a drive where the car is; what only PID 31 tells is told', async () => {
  const unit = { isOn: true, hears: 'car' as const, isOdometerStuck: true };
  expect(await lookedAt(unit).drive()).toMatchObject([{ isToldAtEnd: false }]);
  expect(await lookedAt(unit, counterCar).drive()).toMatchObject([{ isToldAtEnd: true }]);
  expect(await lookedAt({ ...unit, isOdometerStuck: false }).drive()).toMatchObject([{ isToldAtEnd: true }]);
});

test('as codes are cleared, the drives since they were cleared before are taken down with it', async () => {
  const { car, witness, drive } = lookedAt({ isOn: false, hears: 'car' });
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

test('a cluster that shows less is not told by a drive at whose end the odometer is stuck: a tow after it is taken down as well', async () => {
  const unit = { isOn: true, hears: 'car' as const, isOdometerStuck: true };
  const { car, witness, drive } = lookedAt(unit);
  const towed = () => witness.clearings.filter(({ of, metres }) => of === 'odometer' && metres > 0);
  await drive();
  car.happen({ kind: 'cluster-replaced', millimetres: -9_000_000 });
  await drive();
  car.happen({ kind: 'towed', millimetres: 4_000_000 });
  unit.isOdometerStuck = false;
  await drive();
  expect(towed()).toMatchObject([{ metres: 4_000 }]);
});
