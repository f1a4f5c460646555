import { describe, expect, test } from 'vitest';
import { type Slosh, Tank } from './tank.ts';

/** Real levels swing by 3 to 7 points within minutes (`facts.md`). */
const real: readonly Slosh[] = [30, 50, 70].flatMap((deviation) =>
  [0, 20, 60].map((correlationSeconds) => ({ deviation, correlationSeconds })),
);
const runs = Array.from({ length: 200 }, (_, seed) => seed);

describe.each(real)('a level that swings by $deviation ‰, for $correlationSeconds s at a time,', (slosh) => {
  test('seems refuelled at most once in fifty hours of driving with three starts each', () => {
    const facts = runs.flatMap((seed) => {
      const tank = new Tank(slosh, seed, 700);
      return [tank.drive(20), tank.drive(20), tank.drive(20)].flat();
    });
    expect(facts.length).toBeLessThanOrEqual(runs.length / 50);
  });

  test('tells 10 litres in a tank of 50 nearly always, 20 always, and each once', () => {
    const told = (litres: number): number[] =>
      runs.map((seed) => {
        const tank = new Tank(slosh, seed, 200);
        const before = tank.drive(20).length;
        tank.refuel(litres);
        return before + tank.drive(20).length;
      });
    expect(told(10).filter((times) => times === 1).length).toBeGreaterThanOrEqual(runs.length * 0.94);
    expect(told(20).filter((times) => times === 1).length).toBeGreaterThanOrEqual(runs.length * 0.99);
  });

  test('tells how much within its tolerance, nine times in ten', () => {
    const isWithin = runs.flatMap((seed) => {
      const tank = new Tank(slosh, seed, 200);
      tank.drive(20);
      tank.refuel(20);
      return tank
        .drive(20)
        .map(
          ({ addedMillilitres = 0, toleranceMillilitres = 0 }) =>
            Math.abs(addedMillilitres - 20_000) <= toleranceMillilitres,
        );
    });
    expect(isWithin.filter(Boolean).length).toBeGreaterThanOrEqual(isWithin.length * 0.9);
  });
});

test('a level that swings little tells 5 litres in a tank of 50 as well', () => {
  const told = runs.filter((seed) => {
    const tank = new Tank({ deviation: 30, correlationSeconds: 20 }, seed, 200);
    tank.drive(20);
    tank.refuel(5);
    return tank.drive(20).length === 1;
  });
  expect(told.length).toBeGreaterThanOrEqual(runs.length * 0.9);
});
