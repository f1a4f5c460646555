import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideRounded } from '../../../gateway/pricing/rounding.ts';
import { ratio, rounded } from '../../../simulator/naive-price/rational.ts';

describe('divideRounded (T13)', () => {
  it.each([
    [1, 2, 1],
    [-1, 2, -1],
    [49, 100, 0],
    [150, 100, 2],
    [-150, 100, -2],
    [1850, 4, 463],
  ])('%i / %i is %i', (numerator, denominator, quotient) => {
    expect(divideRounded(numerator, denominator)).toBe(quotient);
  });

  it('agrees with fractions of big integers', () => {
    const integers = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
    fc.assert(
      fc.property(integers, fc.integer({ min: 1, max: 100_000 }), (numerator, denominator) => {
        expect(divideRounded(numerator, denominator) + 0).toBe(rounded(ratio(numerator, denominator)));
      }),
    );
  });
});
