import { expect, test } from 'vitest';
import { carId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { kilometres } from '../../../simulator/checkers/kilometres.ts';
import type { Drive } from '../../../simulator/checkers/witness.ts';

const car = carId('car-1');
const at = epochMilliseconds;
const drive = (hour: number, changes: Partial<Drive> = {}): Drive => ({
  from: at(hour * 3_600_000),
  to: at((hour + 1) * 3_600_000),
  car,
  metres: 10_000,
  isSeen: true,
  isWhole: true,
  unheardMetres: 0,
  isReadAtEnd: true,
  isToldAtEnd: true,
  lostMetres: 0,
  ...changes,
});

/** Whether the check holds of a car of whose way so many metres are nowhere in the books. */
function holds(
  missingMetres: number,
  drives: readonly Drive[],
  towedAtHours: readonly number[] = [],
): boolean {
  const proof = {
    car,
    shownMetres: 50_000,
    tripMetres: 0,
    billedMetres: 50_000 - missingMetres,
    unassignedMetres: 0,
    gapMetres: 0,
    openMetres: 0,
    recordsWritten: 0,
    recordsStored: 0,
    duplicatesDropped: 0,
  };
  const tows = towedAtHours.map((hour) => ({ at: at(hour * 3_600_000), car, metres: 2_000 }));
  return kilometres({ proofs: [proof], drives, tows, cars: [] }).ok;
}

test('a tow may be missing only where no drive has ended since at which the odometer told where the car is', () => {
  expect(holds(2_000, [drive(1)], [3])).toBe(true);
  expect(holds(2_000, [drive(1), drive(4)], [3])).toBe(false);
  expect(holds(2_000, [drive(1), drive(4, { isToldAtEnd: false })], [3])).toBe(true);
  expect(holds(2_000, [drive(1), drive(4, { isToldAtEnd: false }), drive(6)], [3])).toBe(false);
});

test('so may what a unit lost with its power while the odometer stood still', () => {
  const stuck = drive(4, { isToldAtEnd: false, lostMetres: 2_700 });
  expect(holds(2_700, [drive(1), stuck])).toBe(true);
  expect(holds(2_701, [drive(1), stuck])).toBe(false);
  expect(holds(2_700, [drive(1), stuck, drive(6)])).toBe(false);
  expect(holds(2_700, [drive(1), drive(4, { lostMetres: 2_700 })])).toBe(false);
});
