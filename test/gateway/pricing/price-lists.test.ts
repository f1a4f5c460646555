import { describe, expect, it } from 'vitest';
import { InvalidPriceList } from '../../../gateway/pricing/errors.ts';
import { createPriceLists } from '../../../gateway/pricing/price-lists.ts';
import { errorOf } from './bill.ts';
import { builtInFiles, priceOf } from './built-in-lists.ts';
import { rental } from './rental-json.ts';

const listOf = (start: string, end: string, details = {}): unknown => {
  const priced = priceOf(rental(start, end, details));
  return 'error' in priced ? priced.error.code : priced.priceList;
};

describe('versions of the price list (T1)', () => {
  it.each([
    ['2026-02-28T22:45Z', '2026-03-01T02:00Z', 'business-2025-03'],
    ['2026-02-28T23:00Z', '2026-03-01T02:00Z', 'business-2026-03'],
    ['2025-02-28T23:00Z', '2025-03-01T02:00Z', 'business-2025-03'],
    ['2031-01-01T12:00Z', '2031-01-01T14:00Z', 'business-2026-03'],
  ])('a reservation from %s to %s takes the list valid at its local start', (start, end, list) => {
    expect(listOf(start, end)).toBe(list);
  });

  it('a start before the first list has no price', () => {
    expect(listOf('2025-02-28T22:45Z', '2025-03-01T02:00Z')).toBe('price-not-published');
  });

  it.each(['2024-05-01', '2026-05-01'])('a named list holds on any date: %s', (date) => {
    const named = { priceList: 'business-2025-03' };
    expect(listOf(`${date}T10:00Z`, `${date}T12:00Z`, named)).toBe('business-2025-03');
  });

  it('an unknown list has no price, and is named', () => {
    expect(
      errorOf(rental('2026-05-01T10:00Z', '2026-05-01T12:00Z', { priceList: 'business-2027-03' })),
    ).toEqual({
      code: 'price-not-published',
      message: expect.stringContaining('business-2027-03'),
    });
  });

  it('a formula that is not on the list has no price, and list and formula are named', () => {
    expect(errorOf(rental('2026-05-01T10:00Z', '2026-05-01T12:00Z', { formula: 'FLEX' }))).toEqual({
      code: 'price-not-published',
      message: expect.stringMatching(/business-2026-03.*FLEX/),
    });
  });

  it('refuses two lists with one id', () => {
    expect(() => createPriceLists([...builtInFiles, ...builtInFiles])).toThrow(InvalidPriceList);
  });

  it('refuses two lists valid from one date', () => {
    const twins = builtInFiles.slice(0, 1).flatMap((list) => [list, { ...list, id: 'twin' }]);
    expect(() => createPriceLists(twins)).toThrow(/valid from/);
  });

  it('refuses to price without a list', () => {
    expect(() => createPriceLists([])).toThrow(InvalidPriceList);
  });
});
