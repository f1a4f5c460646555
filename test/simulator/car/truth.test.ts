import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { udds } from '../../../simulator/car/cycles/udds.ts';
import { us06 } from '../../../simulator/car/cycles/us06.ts';
import { ecuAnswers } from '../../../simulator/car/ecu.ts';
import {
  counterCar,
  electricCar,
  milesCar,
  odometerCar,
  stopStartCar,
  twoOdometersCar,
} from '../../../simulator/car/models.ts';
import {
  kilometresSinceClear,
  shownApartMetres,
  shownEngineQuarterRevolutions,
  shownHectometres,
  shownOdometerMetres,
  shownTenthsOfMile,
} from '../../../simulator/car/shown.ts';
import { advance, type CarEvent, type CarTruth, happen, parkedCar } from '../../../simulator/car/truth.ts';

const parked = parkedCar({
  model: odometerCar,
  odometerMetres: 50_000_000,
  clearedMetresAgo: 3_000_000,
  fuelMillilitres: 30_000,
});

const after = (car: CarTruth, ...events: readonly CarEvent[]): CarTruth => events.reduce(happen, car);

const running = after(
  parked,
  { kind: 'immobiliser-set', immobilised: false },
  { kind: 'key-moved', inHolder: false },
  { kind: 'ignition-turned', on: true },
);

describe('driving', () => {
  test('a cycle moves the car by its length, once for each lap, and burns its fuel', () => {
    const driven = advance(happen(running, { kind: 'drive-started', cycle: udds, laps: 3 }), 1e9);
    expect(driven.odometerMillimetres - parked.odometerMillimetres).toBe(3 * udds.lengthMillimetres);
    expect(driven.fuelMillilitres).toBe(30_000 - Math.floor((3 * udds.lengthMillimetres * 5500) / 1e8));
    expect(driven).toMatchObject({ drive: undefined, hundredthsKmPerHour: 0 });
  });

  test('comes to the same however often one looks', () => {
    const start = happen(running, { kind: 'drive-started', cycle: us06, laps: 2 });
    fc.assert(
      fc.property(fc.array(fc.nat(300_000), { maxLength: 8 }), (steps) => {
        const end = steps.reduce((sum, step) => sum + step, 0);
        const looked = steps.reduce((car, step) => advance(car, car.atMs + step), start);
        expect(looked).toEqual(advance(start, end));
      }),
    );
  });

  test('ends where it is stopped', () => {
    const start = happen(running, { kind: 'drive-started', cycle: us06, laps: 1 });
    const stopped = happen(advance(start, 300_000), { kind: 'drive-stopped' });
    expect(stopped.hundredthsKmPerHour).toBe(0);
    expect(advance(stopped, 600_000).odometerMillimetres).toBe(
      parked.odometerMillimetres + us06.millimetres(300_000),
    );
  });
});

describe('what cannot be does not happen', () => {
  test.each<[string, CarTruth, CarEvent]>([
    ['ignition on while immobilised', parked, { kind: 'ignition-turned', on: true }],
    ['a drive with the ignition off', parked, { kind: 'drive-started', cycle: us06, laps: 1 }],
    ['a locked door opened', parked, { kind: 'doors-opened' }],
    [
      'a lock with a door open',
      after(parked, { kind: 'locked', locked: false }, { kind: 'doors-opened' }),
      { kind: 'locked', locked: true },
    ],
  ])('%s', (_, car, event) => {
    expect(happen(car, event)).toEqual(car);
  });

  test('more fuel than the tank takes', () => {
    expect(happen(parked, { kind: 'refuelled', millilitres: 99_000 }).fuelMillilitres).toBe(50_000);
  });
});

describe('what the car shows', () => {
  test('with A6: the odometer cut to 100 m', () => {
    const car = { ...parked, odometerMillimetres: 50_000_199_999 };
    expect(shownOdometerMetres(car)).toBe(50_000_100);
  });

  test('without A6: whole kilometres since the codes were cleared, on top of where that was', () => {
    const car = { ...parked, model: counterCar, odometerMillimetres: 50_002_500_000 };
    expect(kilometresSinceClear(car)).toBe(3002);
    expect(shownOdometerMetres(car)).toBe(50_002_000);
    expect(kilometresSinceClear({ ...car, clearedAtMillimetres: 0, odometerMillimetres: 7e10 })).toBe(65_535);
  });

  test('the number of another instrument cluster, while the way stays what it was', () => {
    const replaced = happen(parked, { kind: 'cluster-replaced', millimetres: -2_000_000 });
    expect(shownHectometres(replaced)).toBe(shownHectometres(parked) - 20);
    expect(shownOdometerMetres(replaced)).toBe(shownOdometerMetres(parked));
  });

  test('two odometers: the cluster begins at another number and counts 2 % more, and PID A6 knows nothing of another cluster', () => {
    const car = { ...parked, model: twoOdometersCar };
    const driven = { ...car, odometerMillimetres: car.odometerMillimetres + 10_000_000 };
    expect(shownApartMetres(driven) - shownApartMetres(car)).toBe(10_200);
    expect(Math.abs(shownApartMetres(car) - shownOdometerMetres(car))).toBeGreaterThan(1_000_000);
    const replaced = happen(car, { kind: 'cluster-replaced', millimetres: -2_000_000 });
    expect(shownApartMetres(replaced)).toBe(shownApartMetres(car) - 2_000);
    expect(shownHectometres(replaced)).toBe(shownHectometres(car));
  });

  test('in miles: tenths of one, cut off', () => {
    const car = { ...parked, model: milesCar, odometerMillimetres: 16_093_440 - 1 };
    expect([shownTenthsOfMile(car), shownOdometerMetres(car)]).toEqual([99, 15_933]);
  });

  test('a battery that fills while the cable is in, counted from when that was', () => {
    const car = happen({ ...parked, model: electricCar }, { kind: 'cable-moved', connected: true });
    const quarter = 900_000;
    const charged = advance(advance(car, quarter), 2 * quarter);
    expect(charged.fuelMillilitres - car.fuelMillilitres).toBe(3_700);
    expect(advance(car, 86_400_000).fuelMillilitres).toBe(electricCar.tankMillilitres);
  });

  test('windows and lights, by requests of the cluster; windows move with the ignition only', () => {
    const told = (car: CarTruth) =>
      [0x70, 0x80].map((low) => ecuAnswers(car, [0x22, 0xd1, low], '75D')[0]?.bytes.at(-1));
    const open: CarEvent = { kind: 'windows-moved', closed: false };
    const car = { ...running, model: electricCar };
    expect(told(car)).toEqual([1, 1]);
    expect(told(after(car, open, { kind: 'lights-switched', off: false }))).toEqual([0, 0]);
    expect(happen(parked, open)).toEqual(parked);
  });

  test('what is left in a tank that somebody empties, and no more where less was in it', () => {
    const left = (leftMillilitres: number) =>
      happen(parked, { kind: 'siphoned', leftMillilitres }).fuelMillilitres;
    expect([left(4_000), left(40_000)]).toEqual([4_000, 30_000]);
    expect(happen(running, { kind: 'siphoned', leftMillilitres: 0 })).toEqual(running);
  });

  test('a stop-start car at a halt: the ignition is on, no engine turns, nothing charges, and PID A6 is silent', () => {
    const shown = (car: CarTruth) => [
      car.batteryMillivolts > 13_000,
      ecuAnswers(car, [0x01, 0xa6]).length,
      shownEngineQuarterRevolutions(car) > 0,
    ];
    const start = { ...running, model: stopStartCar };
    expect(shown(advance(start, 5_000))).toEqual([true, 1, true]);
    const driving = advance(happen(start, { kind: 'drive-started', cycle: us06, laps: 1 }), 60_000);
    expect(shown(driving)).toEqual([true, 1, true]);
    const halted = advance(happen(driving, { kind: 'drive-stopped' }), 61_000);
    expect(shown(halted)).toEqual([false, 0, false]);
    expect(halted.ignitionOn).toBe(true);
  });

  test('12 V: charging while the ignition is on, sinking slowly while parked', () => {
    expect(running.batteryMillivolts).toBe(14_200);
    expect(advance(parked, 0).batteryMillivolts).toBe(12_600);
    expect(advance(parked, 10 * 86_400_000).batteryMillivolts).toBe(12_500);
  });
});
