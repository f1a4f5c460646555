import { expect, test } from 'vitest';
import { carId, reservationId } from '../../../protocol/ids.ts';
import type { Action, Verdict } from '../../../protocol/messages/words.ts';
import { type EpochMilliseconds, milliseconds, shifted } from '../../../protocol/units.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { hwfet } from '../../../simulator/car/cycles/hwfet.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { Driver } from '../../../simulator/fleet/driver.ts';
import { type RentalPlan, slips } from '../../../simulator/fleet/timetable.ts';
import { start } from '../world.ts';

const minutes = (count: number): EpochMilliseconds => shifted(start, count * 60_000);
const answer = { type: 'answer', request: 1, nonce: new Uint8Array(16) } as const;
const reservation = reservationId('00000000000000aa');

/** A driver whose car does as the phone says, or refuses one action; time passes as the driver waits. */
function bench(
  refused: { readonly action: Action; readonly verdict: Verdict } | 'forgetful' | null = null,
  patience = milliseconds(0),
) {
  let elapsed = 0;
  const told: string[] = [];
  const at = () => Math.round(elapsed / 60_000);
  const clock = { elapsed: () => milliseconds(elapsed), wall: () => shifted(start, elapsed) };
  const car = createSimulatedCar(
    clock,
    parkedCar({ model: odometerCar, odometerMetres: 1_000_000, clearedMetresAgo: 5, fuelMillilitres: 9_000 }),
  );
  car.watch(({ ignitionOn, keyInHolder }) =>
    told.push(`${ignitionOn ? 'on' : 'off'} ${keyInHolder ? 'in' : 'out'}`),
  );
  const request = async (action: Action) => {
    told.push(`${action} at ${at()}`);
    if (refused === 'forgetful') {
      const { keyInHolder, fuelCardInHolder, doorsClosed } = car.now();
      if (action === 'end' && !(keyInHolder && fuelCardInHolder && doorsClosed))
        return { ...answer, verdict: 'checklist-incomplete' as const };
    } else if (action === refused?.action) return { ...answer, verdict: refused.verdict };
    if (action === 'unlock') car.happen({ kind: 'immobiliser-set', immobilised: false });
    if (action !== 'status') car.happen({ kind: 'locked', locked: action !== 'unlock' });
    return { ...answer, verdict: 'granted' as const };
  };
  const driver = new Driver({
    dial: () => ({ phone: { request }, end: { close() {} } }),
    office: {
      reserve: async () => {
        told.push(`reserve at ${at()}`);
        return reservation;
      },
      issueToken: async () => ({ token: new Uint8Array(), carKey: new Uint8Array(32), lists: [] }),
      cancel: async () => {
        told.push(`cancel at ${at()}`);
      },
      extend: async () => {
        told.push(`extend at ${at()}`);
      },
    },
    car,
    trueTime: () => shifted(start, elapsed),
    sleep: async (length) => {
      elapsed += length;
    },
    patience,
    asked: () => {},
  });
  return { driver, told, car };
}

const plan: RentalPlan = {
  car: carId('car-1'),
  start: minutes(60),
  end: minutes(120),
  reservesAt: minutes(10),
  arrivesAt: minutes(55),
  legs: [
    {
      cycle: hwfet,
      drivesFor: milliseconds(hwfet.durationMs),
      standsFor: milliseconds(600_000),
      locksMeanwhile: true,
      refuels: true,
    },
  ],
  lateReturnAt: null,
  extendedTo: null,
  ending: 'ends',
  slips: new Set(),
};

test('a driver reserves, opens, drives, refuels, leaves and comes back, and returns the car', async () => {
  const { driver, told, car } = bench();
  const truth = await driver.rent(plan);
  expect(told.filter((line) => line.includes(' at '))).toEqual([
    'reserve at 10',
    'unlock at 55',
    'lock at 72',
    'unlock at 82',
    'end at 82',
  ]);
  expect(truth).toMatchObject({ plan, reservation, openedAt: minutes(55), openedOdometerMetres: 1_000_000 });
  expect(truth?.returnedOdometerMetres).toBe(1_000_000 + Math.floor(hwfet.lengthMillimetres / 100_000) * 100);
  expect(car.now()).toMatchObject({
    doorsLocked: true,
    keyInHolder: true,
    fuelCardInHolder: true,
    ignitionOn: false,
  });
  expect(car.now().fuelMillilitres).toBeGreaterThan(30_000);
});

test('what a driver forgets is put right once the car tells that it is missing, and the rental then ends', async () => {
  const { driver, told, car } = bench('forgetful', milliseconds(60_000));
  const all = new Set(slips.filter((slip) => slip !== 'key-untouched'));
  await driver.rent({ ...plan, slips: all });
  expect(told.filter((line) => line.startsWith('end'))).toHaveLength(2);
  expect(car.now()).toMatchObject({
    ignitionOn: false,
    doorsLocked: true,
    keyInHolder: true,
    fuelCardInHolder: true,
  });
});

test('an end that a car grants though the key is out is a fault', async () => {
  const { driver } = bench();
  await expect(driver.rent({ ...plan, slips: new Set(['key-kept']) })).rejects.toThrow(
    'something was missing',
  );
});

test('who drives nowhere may leave the key where it is', async () => {
  const { driver, told } = bench();
  await driver.rent({ ...plan, legs: [], slips: new Set(['key-untouched']) });
  expect(told.filter((line) => line.endsWith(' out'))).toEqual([]);
});

test('a late driver stays with the car until the return that is planned', async () => {
  const { driver, told } = bench();
  await driver.rent({ ...plan, lateReturnAt: minutes(140) });
  expect(told.at(-2)).toBe('end at 140');
});

test('one who thinks better of it returns the car where it stands', async () => {
  const { driver, told } = bench();
  const truth = await driver.rent({ ...plan, legs: [] });
  expect(told.filter((line) => line.startsWith('on'))).toEqual([]);
  expect(truth).not.toBeNull();
  expect(truth?.returnedOdometerMetres).toBe(truth?.openedOdometerMetres);
});

test.each(['unlock', 'lock', 'end'] as const)('a refused %s ends it with the verdict', async (action) => {
  const { driver } = bench({ action, verdict: 'car-in-use' });
  await expect(driver.rent(plan)).rejects.toThrow(`${action} was refused: car-in-use`);
});
