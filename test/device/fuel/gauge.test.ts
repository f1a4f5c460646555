import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FuelLevel } from '../../../device/fuel/level.ts';

/** What these readings tell, and what happens between them. */
function refuelledBy(happened: readonly (number | 'stop' | 'moves')[], tankLitres?: number) {
  const level = new FuelLevel(() => 0);
  level.describe('fuel', tankLitres);
  const facts = happened.flatMap((each) => {
    if (each === 'stop') level.ignitionWentOff();
    else if (each === 'moves') level.moved();
    else return level.take(each) ?? [];
    return [];
  });
  return { facts, level };
}

/** So many readings around a level, swinging by the given deviation. */
function swinging(permille: number, deviation: number, count: number, noise: readonly number[]): number[] {
  return Array.from({ length: count }, (_, at) =>
    Math.max(0, Math.min(1000, Math.round(permille + deviation * (noise[at % noise.length] ?? 0)))),
  );
}

/** Sums of uniform draws: close to a normal distribution. */
const noises = fc.array(
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
    .map((draws) => draws.reduce((sum, draw) => sum + draw) / Math.SQRT2),
  { minLength: 60, maxLength: 60 },
);

const steady = (permille: number, count = 30) => Array.from({ length: count }, () => permille);

describe('a refuelling', () => {
  test('is a rise over a stop that no slosh explains', () => {
    expect(refuelledBy([...steady(300), 'stop', 700]).facts).toEqual([
      { kind: 'refuelled', beforePermille: 300, afterPermille: 700 },
    ]);
  });

  test('of a few litres is told on the road, after some readings', () => {
    const before = [...steady(300, 60), 'stop', 'moves'] as const;
    expect(refuelledBy([...before, ...steady(420, 2)]).facts).toEqual([]);
    expect(refuelledBy([...before, ...steady(420, 60)]).facts).toHaveLength(1);
  });

  test('is not told of a car that leans to one side, however long it stands so', () => {
    const before = [...steady(300, 60), 'stop'] as const;
    expect(refuelledBy([...before, ...steady(420, 200), 'moves', ...steady(300, 60)]).facts).toEqual([]);
  });

  test('with the ignition on is told too', () => {
    expect(refuelledBy([...steady(300), ...steady(700, 12)]).facts).toHaveLength(1);
  });

  test('is told once', () => {
    expect(
      refuelledBy([...steady(300), 'stop', ...steady(900, 40), 'stop', ...steady(890, 40)]).facts,
    ).toHaveLength(1);
  });

  test('in litres is within its tolerance, where the tank is known', () => {
    fc.assert(
      fc.property(noises, fc.integer({ min: 250, max: 600 }), (noise, rise) => {
        const after = swinging(200 + rise, 50, 60, noise.toReversed());
        const { facts } = refuelledBy([...swinging(200, 50, 60, noise), 'stop', 'moves', ...after], 50);
        expect(facts).toHaveLength(1);
        const { addedMillilitres = 0, toleranceMillilitres = 0 } = facts[0] ?? {};
        expect(Math.abs(addedMillilitres - rise * 50)).toBeLessThanOrEqual(2 * toleranceMillilitres);
      }),
    );
  });
});

describe('slosh', () => {
  test('of 3 to 5 points is no refuelling, whatever stops there are', () => {
    fc.assert(
      fc.property(noises, fc.integer({ min: 30, max: 50 }), (noise, deviation) => {
        const half = swinging(500, deviation, 30, noise);
        const roads = [...half, 'stop', 'moves', ...half.toReversed(), 'stop', 'moves', ...half] as const;
        expect(refuelledBy(roads).facts).toEqual([]);
      }),
    );
  });

  test('is filtered: the level stays within 4 points of the truth', () => {
    fc.assert(
      fc.property(noises, (noise) => {
        const { level } = refuelledBy(swinging(500, 50, 60, noise));
        expect(Math.abs((level.permille ?? 0) - 500)).toBeLessThan(40);
      }),
    );
  });
});

test('the first reading after boot tells nothing', () => {
  expect(refuelledBy(['stop', 900]).facts).toEqual([]);
});

test('an electric car has a state of charge, and is not refuelled', () => {
  const level = new FuelLevel(() => 0);
  level.describe('electric', undefined);
  level.take(200);
  level.ignitionWentOff();
  expect(level.take(900)).toBeNull();
  expect(level.permille).toBe(900);
});
