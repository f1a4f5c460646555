import fc from 'fast-check';
import { expect, it } from 'vitest';
import { naivePrice } from '../../../simulator/naive-price/naive.ts';
import { priceOf } from './built-in-lists.ts';
import { type RentalJson, rental } from './rental-json.ts';

const QUARTER = 15 * 60_000;
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const spans = fc.record({
  start: fc
    .integer({ min: 0, max: 720 * 96 })
    .map((quarters) => Date.parse('2025-03-02') + quarters * QUARTER),
  quarters: fc.oneof(fc.integer({ min: 4, max: 2880 }), fc.integer({ min: 2784, max: 2880 })),
  late: fc.integer({ min: 0, max: 2000 }),
  formula: fc.constantFrom('START', 'FLEX', 'BONUS', 'COMFORT'),
  priceClass: fc.constantFrom('S', 'M', 'L', 'XL'),
});

it('P and late time are the same in closed form and quarter-hour by quarter-hour (T4, T5, T9)', () => {
  fc.assert(
    fc.property(spans, ({ start, quarters, late, formula, priceClass }) => {
      const end = start + quarters * QUARTER;
      const details: Partial<RentalJson> = { formula, priceClass, priceList: 'business-2025-03' };
      const json = rental(iso(start), iso(end), { ...details, returnedAt: iso(end + late * QUARTER) });
      expect(priceOf(json)).toEqual(naivePrice(json));
    }),
    { numRuns: 300, seed: 4 },
  );
});
