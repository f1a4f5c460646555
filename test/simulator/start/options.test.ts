import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { wholeNumber } from '../../../simulator/start/options.ts';

const upToTen = wholeNumber(1, 10);

test.each([
  ['1', 1],
  ['10', 10],
  ['007', 7],
])('%s is taken', (text, value) => expect(upToTen(text)).toBe(value));

test.each(['0', '11', '', ' 1', '1.0', '1e0', '-1', '0x1', 'one', '٣', '99999999999999999999'])(
  '%j is refused with the range',
  (text) => {
    expect(() => upToTen(text)).toThrow(InvalidArgumentError);
    expect(() => upToTen(text)).toThrow('not a whole number from 1 to 10.');
  },
);
