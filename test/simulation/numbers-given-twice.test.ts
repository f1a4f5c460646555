import { expect, test } from 'vitest';
import { simulate } from './virtual-fleet.ts';

/** Storms in which a disk falls back; in the first a rental begins before the unit hears that the gateway has other records. */
test.each([107, 137])(
  'numbers that a car gives twice cost no record and no bill, seed %i (D4, D6)',
  async (seed) => {
    const { checks, options } = await simulate({ seed, cars: 3, days: 1 }, 'storm');
    expect(options.faults['rolled-back-disk']).not.toBeNull();
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  },
  60_000,
);
