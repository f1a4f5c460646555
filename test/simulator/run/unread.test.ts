import { expect, test } from 'vitest';
import { carId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { counterCar, odometerCar } from '../../../simulator/car/models.ts';
import type { Drive } from '../../../simulator/checkers/witness.ts';
import { unreadMetres } from '../../../simulator/run/unread.ts';

const car = carId('car-1');
const counter = { car, model: counterCar };
const at = epochMilliseconds(0);
const drive = (metres: number, isSeen: boolean): Drive => ({
  from: at,
  to: at,
  car,
  metres,
  isSeen,
  isWhole: true,
  unheardMetres: 0,
  isReadAtEnd: true,
  isToldAtEnd: true,
  lostMetres: 0,
});
const clearing = (metres: number, ...drives: Drive[]) => ({ car, of: 'counter' as const, metres, drives });

test('of a counter that was cleared, the kilometre begun and the drives since it was last seen are unread', () => {
  const drives = [drive(5_000, false), drive(7_000, true), drive(3_000, false), drive(2_000, false)];
  expect(unreadMetres(counter, [clearing(1_000, ...drives)])).toBe(6_000);
});

test('a drive that a unit has seen since counts no longer', () => {
  const late = drive(3_000, false);
  const clearings = [clearing(1_000, late)];
  late.isSeen = true;
  expect(unreadMetres(counter, clearings)).toBe(1_000);
});

test('clearings add up, and those of other cars do not', () => {
  const other = { ...clearing(1_000, drive(9_000, false)), car: carId('car-2') };
  expect(unreadMetres(counter, [clearing(1_000, drive(4_000, false)), other, clearing(300)])).toBe(5_300);
});

test('an odometer forgets nothing with the codes', () => {
  expect(unreadMetres({ car, model: odometerCar }, [clearing(1_000, drive(4_000, false))])).toBe(0);
});

test('but, with its cluster, the drives since it was last seen', () => {
  const lowered = { ...clearing(0, drive(7_000, true), drive(4_000, false)), of: 'odometer' as const };
  expect(unreadMetres({ car, model: odometerCar }, [lowered])).toBe(4_000);
  expect(unreadMetres(counter, [lowered])).toBe(0);
});
