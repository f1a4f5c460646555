import { expect, test } from 'vitest';
import { parseFuelPrice, quoteOf, quoteText } from '../../gateway/quote.ts';
import { builtInFiles, priceOf } from './pricing/built-in-lists.ts';

const planned = {
  startsAt: Date.parse('2026-06-01T08:00Z'),
  hours: 3,
  km: 150,
  priceClass: 'S',
  plus: false,
  fuelPrice: parseFuelPrice('1.759'),
  formula: null,
};

test('all formulas of the list of the start stand side by side, each as the price command prices it (D10)', () => {
  const quotes = quoteOf(planned, builtInFiles);
  expect(quotes.map(({ formula }) => formula)).toEqual(['START', 'BONUS', 'COMFORT']);
  for (const { formula, result } of quotes) {
    const priced = priceOf({
      id: 'q',
      formula,
      priceClass: 'S',
      reservation: { start: '2026-06-01T08:00Z', end: '2026-06-01T11:00Z' },
      returnedAt: '2026-06-01T11:00Z',
      distanceM: 150_000,
      fuelPriceEurPerLitre: '1.759',
    });
    expect(result).toMatchObject({ ok: true, totalCents: 'totalCents' in priced ? priced.totalCents : null });
  }
});

test('a start between quarter-hours is the next one (T3)', () => {
  const [later] = quoteOf({ ...planned, startsAt: planned.startsAt - 1 }, builtInFiles);
  expect(later).toEqual(quoteOf(planned, builtInFiles)[0]);
});

test('a formula with a hole says which cell, beside the others', () => {
  const startsAt = Date.parse('2025-06-02T08:00Z');
  const text = quoteText(quoteOf({ ...planned, startsAt, priceClass: 'XL' }, builtInFiles));
  expect(text).toMatch(/^EUR +START +FLEX +BONUS +COMFORT/);
  expect(text).toMatch(/^total +\d+\.\d\d +\d+\.\d\d +- +\d+\.\d\d/m);
  expect(text).toMatch(/BONUS: price-not-published: business-2025-03: BONUS XL km\.first-100/);
});
