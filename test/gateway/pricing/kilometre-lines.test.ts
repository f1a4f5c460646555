import { describe, expect, it } from 'vitest';
import { linesOf } from './bill.ts';
import { keptRental, type RentalJson } from './rental-json.ts';

const driven = (distanceM: number, details: Partial<RentalJson> = {}): string[] =>
  linesOf('km', keptRental('2026-05-05T10:00Z', '2026-05-05T12:00Z', { distanceM, ...details }));

describe('kilometres (T10)', () => {
  it.each([
    [999, []],
    [1000, ['km.first-100 1 x 40 = 40']],
    [100_999, ['km.first-100 100 x 40 = 4000']],
    [101_000, ['km.first-100 100 x 40 = 4000', 'km.beyond-100 1 x 31 = 31']],
  ])('%i m: whole kilometres, rounded down, 100 at the first price', (distanceM, lines) => {
    expect(driven(distanceM)).toEqual(lines);
  });

  it('PLUS costs 3 cents for every kilometre, of XS too', () => {
    expect(driven(150_000, { plus: true, priceClass: 'XS' })).toEqual(['km.plus 150 x 3 = 450']);
  });
});

describe('fuel price (T11)', () => {
  it.each([
    ['0.0001', -1],
    ['1.5499', -1],
    ['1.55', -1],
    ['1.6999999999', -1],
    ['1.70', 0],
    ['1.8499', 0],
    ['1.85', 1],
    ['1.99999', 1],
    ['2', 2],
    ['2.1499', 2],
    ['2.15', 3],
    ['3.50', 12],
  ])('a litre at %s changes the kilometre by %i cents', (fuelPriceEurPerLitre, cents) => {
    const lines = cents === 0 ? [] : [`km.fuel-adjustment 10 x ${cents} = ${10 * cents}`];
    expect(driven(10_000, { fuelPriceEurPerLitre }).slice(1)).toEqual(lines);
  });

  it('touches all kilometres that have a price, and PLUS not at all', () => {
    expect(driven(150_000, { plus: true, fuelPriceEurPerLitre: '1.90' })).toEqual([
      'km.first-100 100 x 40 = 4000',
      'km.beyond-100 50 x 31 = 1550',
      'km.plus 150 x 3 = 450',
      'km.fuel-adjustment 150 x 1 = 150',
    ]);
  });
});
