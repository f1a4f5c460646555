import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalIn } from '../../../device/gnss/decimal.ts';

describe('a decimal number of a sentence', () => {
  test('is the one that Number gives, to the last bit', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(digits, fc.option(digits), (whole, fraction) => {
        const text = fraction === null ? whole : `${whole}.${fraction}`;
        expect(decimalIn(text)).toBe(Number(text));
        expect(decimalIn(`,${text},`, 1, text.length + 1)).toBe(Number(text));
      }),
    );
  });

  test.each(['', '.', '1.', '.1', '1.2.3', '-1', '1e3', ' 1', '1 ', '0x1', '1234567890123456x'])(
    'is not %j',
    (text) => {
      expect(decimalIn(text)).toBeUndefined();
    },
  );
});
