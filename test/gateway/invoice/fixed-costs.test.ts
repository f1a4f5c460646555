import { expect, test } from 'vitest';
import { costOfUsers, fixedCosts } from '../../../gateway/invoice/fixed-costs.ts';
import { builtInFiles } from '../pricing/built-in-lists.ts';

const list = builtInFiles.at(-1);
if (list === undefined) throw new Error('no list');
const amounts = (formula: string, before: number, atEnd: number) =>
  fixedCosts(list, formula, { before, atEnd }).map(({ code, amountCents }) => [code, amountCents]);

test('the first user, each further one, and at most the maximum of the formula', () => {
  expect(amounts('START', 10, 10)).toEqual([['subscription', 400 + 9 * 200]]);
  expect(amounts('BONUS', 3, 3)).toEqual([['subscription', 1200]]);
  expect(amounts('BONUS', 10, 10)).toEqual([['subscription', 1500]]);
  expect(amounts('COMFORT', 30, 30)).toEqual([['subscription', 4500]]);
});

test('activation is for users who are new, up to the maximum of all together', () => {
  expect(amounts('START', 0, 1)[1]).toEqual(['activation', 3500]);
  expect(amounts('START', 1, 3)[1]).toEqual(['activation', 5000]);
  expect(amounts('BONUS', 0, 9)[1]).toEqual(['activation', 13_500]);
  expect(amounts('BONUS', 4, 9)[1]).toEqual(['activation', 2500]);
  expect(amounts('BONUS', 5, 9)).toHaveLength(1);
});

test('nobody costs nothing', () => {
  expect(amounts('START', 0, 0)).toEqual([]);
  expect(costOfUsers({ firstUserCents: 1, furtherUserCents: 1, source: 's' }, -1)).toBe(0);
});
