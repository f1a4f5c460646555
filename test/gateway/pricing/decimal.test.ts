import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  decimalOf,
  decimalToNumber,
  multiplyRounded,
} from '../../../gateway/pricing/decimal.ts';

describe('exact decimals (T13)', () => {
  it('write and read back every number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(decimalToNumber(decimalOf(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('add without binary fractions', () => {
    expect(decimalToNumber(addDecimals(decimalOf(0.1), decimalOf(0.2)))).toBe(0.3);
    expect(decimalToNumber(addDecimals(decimalOf(1e-7), decimalOf(2)))).toBe(2.0000001);
  });

  it.each([
    [1.005, 100, 101],
    [0.5, 1, 1],
    [0.5, -1, -1],
    [0.4999999, 1, 0],
    [1.5, -3, -5],
    [1e21, 0, 0],
  ])('%d × %d rounds to %d, half away from zero', (value, factor, product) => {
    expect(multiplyRounded(decimalOf(value), factor) + 0).toBe(product);
  });
});
