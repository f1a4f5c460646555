import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formulaValue, parseFormula } from '../../../device/obd/formula.ts';

const of = (text: string, ...bytes: number[]) => formulaValue(parseFormula(text), Uint8Array.from(bytes));

describe('a formula of a vehicle profile', () => {
  test.each([
    ['A', [7], 7],
    ['(A*256+B)/10', [1, 2], 25.8],
    ['A*65536+B*256+C', [1, 2, 3], 66_051],
    ['A + B * 2 - 3', [10, 4], 15],
    ['100 - A / 2', [50], 75],
    ['-A + 40', [10], 30],
    ['A & 1', [3], 1],
    ['(A >> 4) & 15', [0xa5], 10],
    ['A << 24 | B', [0xff, 1], 0xff00_0001],
    ['10 - 4 - 3', [], 3],
    ['8 / 4 / 2', [], 1],
    ['0.621 * A', [100], 62.1],
  ])('%s of %j is %d', (text, bytes, value) => {
    expect(of(text, ...bytes)).toBeCloseTo(value, 9);
  });

  test('has no value where a byte is missing, or it divides by zero', () => {
    expect(of('A+B', 1)).toBeUndefined();
    expect(of('1/A', 0)).toBeUndefined();
  });

  test.each([
    '',
    'A+',
    '(A',
    'A)',
    'a',
    'A B',
    'A;B',
    'process',
    '1e5',
    '**',
    'A'.repeat(300),
    '('.repeat(60),
  ])('%j is refused, with the place', (text) => {
    expect(() => parseFormula(text)).toThrow(RangeError);
  });

  test('any text is a formula or a RangeError, and nothing else happens', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-C0-9+\-*/&|<>(). ]{0,40}$/),
        fc.uint8Array({ maxLength: 4 }),
        (text, bytes) => {
          try {
            const value = formulaValue(parseFormula(text), bytes);
            expect(value === undefined || Number.isFinite(value)).toBe(true);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(RangeError);
          }
        },
      ),
    );
  });
});
