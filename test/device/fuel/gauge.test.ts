import { expect, it } from 'vitest';
import { FuelLevel } from '../../../device/fuel/level.ts';

/** What these readings tell, with a stop wherever null stands. */
function refuelledBy(...readings: readonly (number | null)[]) {
  const level = new FuelLevel();
  return readings.flatMap((reading) => {
    if (reading !== null) return level.take(reading) ?? [];
    level.ignitionWentOff();
    return [];
  });
}

it('a rise of 80 thousandths over a stop is a refuelling', () => {
  expect(refuelledBy(300, null, 380)).toEqual([
    { kind: 'refuelled', beforePermille: 300, afterPermille: 380 },
  ]);
});

it('a smaller rise is slosh', () => {
  expect(refuelledBy(300, null, 379)).toEqual([]);
});

it('a rise without a stop is slosh, however large', () => {
  expect(refuelledBy(300, 900)).toEqual([]);
});

it('is told once: only the first reading after a stop counts', () => {
  expect(refuelledBy(300, null, 310, 900)).toEqual([]);
});

it('the first reading after boot tells nothing', () => {
  expect(refuelledBy(null, 900)).toEqual([]);
});
