import fc from 'fast-check';
import { expect, it } from 'vitest';
import { naivePrice } from '../../../simulator/naive-price/naive.ts';
import { priceOf } from './built-in-lists.ts';
import { rentalArbitrary } from './random-rentals.ts';

const RUNS = 2000;
const EVERY_CODE = [
  'credit.fuel-receipt',
  'fee',
  'km.beyond-100',
  'km.first-100',
  'km.fuel-adjustment',
  'km.plus',
  'late.announced-fee',
  'late.announced-hours',
  'late.unannounced-fee',
  'late.unannounced-hours',
  'time.cancelled',
  'time.day',
  'time.hour',
  'time.night',
  'time.shortened',
  'time.unused',
  'time.week',
];

it('prices 2,000 random rentals as the rules written a second time (T1 to T15)', { timeout: 120_000 }, () => {
  const seen = { priced: 0, 'invalid-rental': 0, 'price-not-published': 0 };
  const codes = new Set<string>();
  fc.assert(
    fc.property(rentalArbitrary, (rental) => {
      const json: unknown = JSON.parse(JSON.stringify(rental));
      const expected = naivePrice(json);
      const found = priceOf(json);
      if ('error' in found) {
        seen[found.error.code] += 1;
        expect(expected).toMatchObject({ id: found.id, error: { code: found.error.code } });
      } else {
        seen.priced += 1;
        for (const { code } of found.lines) codes.add(code.replace(/^fee\..*/, 'fee'));
        expect(found).toEqual(expected);
      }
    }),
    { numRuns: RUNS, seed: 20261120 },
  );
  expect([...codes].sort()).toEqual(EVERY_CODE);
  expect(seen.priced).toBeGreaterThan(RUNS / 2);
  expect(seen['invalid-rental']).toBeGreaterThan(RUNS / 50);
  expect(seen['price-not-published']).toBeGreaterThan(RUNS / 50);
});
