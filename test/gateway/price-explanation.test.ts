import { expect, test } from 'vitest';
import { priceExplanation } from '../../gateway/price-explanation.ts';
import { priceRental } from '../../gateway/pricing/price-json.ts';
import { builtInLists } from './pricing/built-in-lists.ts';

const rental = {
  id: 'r',
  formula: 'COMFORT',
  priceClass: 'XL',
  reservation: { start: '2026-04-01T13:00+02:00', end: '2026-04-01T16:00+02:00' },
  returnedAt: '2026-04-01T15:20+02:00',
  distanceM: 150_999,
  fuelReceipts: [{ amountCents: 100, submittedAt: '2026-04-02T10:00Z' }],
};

test('each line has its rule, whether it is decided, and the place where its price is printed', () => {
  const text = priceExplanation(priceRental(rental, builtInLists));
  expect(text).toMatch(/^r: \d+\.\d\d EUR on business-2026-03/);
  expect(text).toMatch(
    /time\.hour +2\.5 +h +x +3\.30 += +8\.25 +T4 \(decided\) +carried from business-2025-03/,
  );
  expect(text).toMatch(/km\.first-100 +100 +km +x +0\.37 += +37\.00 +T10 \(decided\) +COMFORT, Tot 100 km/);
  expect(text).toMatch(/refused: fuel-receipt, not-approved \(T14\)/);
  expect(text).toMatch(/T6 +time reserved and not used/);
});

test('a rental without a price says why', () => {
  const text = priceExplanation(priceRental({ ...rental, priceClass: 'XXL' }, builtInLists));
  expect(text).toBe('r: invalid-rental: priceClass: unknown class XXL\n');
  expect(priceExplanation(priceRental([], builtInLists))).toMatch(/^\(no id\): invalid-rental/);
});
