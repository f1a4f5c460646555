import { describe, expect, it } from 'vitest';
import { bill, errorOf } from './bill.ts';
import { keptRental, rental } from './rental-json.ts';

const DAY = ['2026-05-05T10:00+02:00', '2026-05-05T14:00+02:00'] as const;

describe('cells (T2)', () => {
  it.each([
    ['BONUS', 'time.hour 4 x 410 = 1640'],
    ['COMFORT', 'time.hour 4 x 330 = 1320'],
  ])('the XL hour of %s is carried from 2025', (formula, line) => {
    expect(bill(keptRental(...DAY, { formula, priceClass: 'XL' }))).toEqual([line]);
  });

  it('the first kilometre of BONUS XL in 2025 is a hole: list, formula, class and cell are named', () => {
    const details = { formula: 'BONUS', priceClass: 'XL', priceList: 'business-2025-03', distanceM: 1000 };
    expect(errorOf(keptRental(...DAY, details))).toEqual({
      code: 'price-not-published',
      message: expect.stringMatching(/business-2025-03: BONUS XL km\.first-100/),
    });
  });

  it('a hole that nothing needs is no error', () => {
    const details = { formula: 'BONUS', priceClass: 'XL', priceList: 'business-2025-03', distanceM: 999 };
    expect(bill(keptRental(...DAY, details))).toEqual(['time.hour 4 x 410 = 1640']);
  });

  it('the kilometres of XS cost nothing and give no line', () => {
    const details = { priceClass: 'XS', distanceM: 250_000, fuelPriceEurPerLitre: '2.50' };
    expect(bill(keptRental(...DAY, details))).toEqual(['time.hour 4 x 350 = 1400']);
  });

  it('XS has no cap by the day', () => {
    const long = keptRental('2026-05-05T06:00+02:00', '2026-05-06T00:00+02:00', { priceClass: 'XS' });
    expect(bill(long)).toEqual(['time.hour 18 x 350 = 6300']);
  });
});

describe('XS by night is not published, in any step (T2)', () => {
  const evening = '2026-05-05T22:00+02:00';
  const night = '2026-05-06T00:30+02:00';
  const xs = { priceClass: 'XS' };

  it.each([
    ['used', keptRental(evening, night, xs)],
    ['never used', rental(evening, night, xs)],
    ['the unused rest', rental(evening, night, { ...xs, returnedAt: '2026-05-05T23:00+02:00' })],
    ['cancelled late', rental(evening, night, { ...xs, cancelledAt: '2026-05-05T20:00+02:00' })],
    [
      'the old end of a shortening',
      keptRental(evening, '2026-05-05T23:00+02:00', {
        ...xs,
        reservation: { start: evening, end: night },
        changes: [{ at: '2026-05-05T21:00+02:00', end: '2026-05-05T23:00+02:00' }],
      }),
    ],
  ])('%s', (_, json) => {
    expect(errorOf(json)).toEqual({
      code: 'price-not-published',
      message: expect.stringMatching(/business-2026-03: START XS time\.night/),
    });
  });

  it('late time takes the raised hour price and needs no night price (T9)', () => {
    const late = rental(evening, '2026-05-06T00:00+02:00', { ...xs, returnedAt: '2026-05-06T00:30+02:00' });
    expect(bill(late)).toEqual([
      'time.hour 2 x 350 = 700',
      'late.unannounced-hours 0.5 x 3500 = 1750',
      'late.unannounced-fee 1 x 2500 = 2500',
    ]);
  });

  it('a free cancellation needs no price', () => {
    expect(bill(rental(evening, night, { ...xs, cancelledAt: '2026-05-04T22:00+02:00' }))).toEqual([]);
  });
});
