import { describe, expect, it } from 'vitest';
import { naivePrice } from '../../../simulator/naive-price/naive.ts';
import { bill, errorOf, totalOf } from './bill.ts';
import { type RentalJson, rental } from './rental-json.ts';

interface Example {
  readonly name: string;
  readonly rental: RentalJson;
  readonly lines: string[];
  readonly total: number;
}

const examples: Example[] = [
  {
    name: 'START S for three hours',
    rental: rental('2026-04-01T10:00+02:00', '2026-04-01T13:00+02:00', {
      returnedAt: '2026-04-01T13:00+02:00',
      distanceM: 150_400,
      fuelPriceEurPerLitre: '1.75',
    }),
    lines: ['time.hour 3 x 235 = 705', 'km.first-100 100 x 40 = 4000', 'km.beyond-100 50 x 31 = 1550'],
    total: 6255,
  },
  {
    name: 'COMFORT S on the list of 2025, returned early',
    rental: rental('2026-04-01T13:00+02:00', '2026-04-01T16:00+02:00', {
      formula: 'COMFORT',
      priceList: 'business-2025-03',
      returnedAt: '2026-04-01T15:20+02:00',
      distanceM: 150_999,
    }),
    lines: [
      'time.hour 2.5 x 185 = 463',
      'time.unused 1 x 28 = 28',
      'km.first-100 100 x 27 = 2700',
      'km.beyond-100 50 x 23 = 1150',
    ],
    total: 4341,
  },
  {
    name: 'BONUS XL PLUS over a week and a clock change, late',
    rental: rental('2026-03-27T18:00+01:00', '2026-04-06T12:00+02:00', {
      formula: 'BONUS',
      priceClass: 'XL',
      plus: true,
      returnedAt: '2026-04-06T14:10+02:00',
      distanceM: 812_345,
      fuelPriceEurPerLitre: '2.01',
    }),
    lines: [
      'time.day 3 x 4950 = 14850',
      'time.week 1 x 29700 = 29700',
      'late.unannounced-hours 2.25 x 4100 = 9225',
      'late.unannounced-fee 1 x 2500 = 2500',
      'km.first-100 100 x 44 = 4400',
      'km.beyond-100 712 x 35 = 24920',
      'km.plus 812 x 3 = 2436',
      'km.fuel-adjustment 812 x 2 = 1624',
    ],
    total: 89_655,
  },
  {
    name: 'START S, an extension that hinders the next customer',
    rental: rental('2026-06-03T10:00+02:00', '2026-06-03T12:00+02:00', {
      changes: [{ at: '2026-06-03T11:00+02:00', end: '2026-06-03T15:00+02:00', hinders: true }],
      returnedAt: '2026-06-03T14:00+02:00',
    }),
    lines: [
      'time.hour 2 x 235 = 470',
      'time.unused 1 x 71 = 71',
      'late.announced-hours 2 x 470 = 940',
      'late.announced-fee 1 x 1500 = 1500',
    ],
    total: 2981,
  },
];

const nightOfXs = rental('2026-06-03T22:00+02:00', '2026-06-04T01:00+02:00', { priceClass: 'XS' });

describe('the worked examples of the price rules', () => {
  it.each(examples)('$name', (example) => {
    expect(bill(example.rental)).toEqual(example.lines);
    expect(totalOf(example.rental)).toBe(example.total);
  });

  it('START XS by night is not published', () => {
    expect(errorOf(nightOfXs)).toMatchObject({ code: 'price-not-published' });
  });

  it.each(examples)('$name, by the naive rules', (example) => {
    expect(naivePrice(example.rental)).toMatchObject({ totalCents: example.total });
  });
});
