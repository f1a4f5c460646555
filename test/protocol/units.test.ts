import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  cents,
  epochMilliseconds,
  epochSeconds,
  metres,
  milliseconds,
  shifted,
  toEpochMilliseconds,
  toEpochSeconds,
} from '../../protocol/units.ts';

describe('units', () => {
  it.each([
    ['metres', metres],
    ['milliseconds', milliseconds],
    ['epoch milliseconds', epochMilliseconds],
    ['epoch seconds', epochSeconds],
  ] as const)('%s are whole, from 0 to 2^53 - 1', (name, unit) => {
    expect(unit(0)).toBe(0);
    expect(unit(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => unit(bad)).toThrow(`${bad} is no whole number of ${name} from 0`);
    }
  });

  it('cents may be owed', () => {
    expect(cents(-150)).toBe(-150);
    expect(() => cents(0.5)).toThrow(RangeError);
  });

  it('a second begins with its first millisecond and ends with its last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 }), fc.integer({ min: 0, max: 999 }), (second, rest) => {
        const start = toEpochMilliseconds(epochSeconds(second));
        expect(toEpochSeconds(shifted(start, rest))).toBe(second);
      }),
    );
  });

  it('there is no time before 1970, and none between a later and an earlier moment', () => {
    expect(() => shifted(epochMilliseconds(5), -6)).toThrow(RangeError);
    expect(between(3, 10)).toBe(7);
    expect(between(10, 3)).toBe(0);
  });
});
