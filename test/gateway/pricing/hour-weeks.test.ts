import { describe, expect, it } from 'vitest';
import { bill } from './bill.ts';
import { keptRental, rental } from './rental-json.ts';

const flex = { formula: 'FLEX', priceList: 'business-2025-03' };

describe('FLEX (T5)', () => {
  it.each([
    ['Tuesday by day', '2026-05-05T06:00+02:00', '2026-05-05T18:00+02:00', ['time.hour 12 x 185 = 2220']],
    ['Tuesday evening', '2026-05-05T18:00+02:00', '2026-05-06T00:00+02:00', ['time.hour 6 x 235 = 1410']],
    ['Saturday by day', '2026-05-09T08:00+02:00', '2026-05-09T12:00+02:00', ['time.hour 4 x 235 = 940']],
    ['Sunday by day', '2026-05-10T08:00+02:00', '2026-05-10T12:00+02:00', ['time.hour 4 x 235 = 940']],
    ['night', '2026-05-05T04:00+02:00', '2026-05-05T06:00+02:00', ['time.night 2 x 50 = 100']],
    [
      'over 18:00, a line for each price',
      '2026-05-05T17:00+02:00',
      '2026-05-05T20:00+02:00',
      ['time.hour 1 x 185 = 185', 'time.hour 2 x 235 = 470'],
    ],
    [
      'a public holiday on a Friday',
      '2026-05-01T08:00+02:00',
      '2026-05-01T10:00+02:00',
      ['time.hour 2 x 185 = 370'],
    ],
  ])('%s', (_, start, end, lines) => {
    expect(bill(keptRental(start, end, flex))).toEqual(lines);
  });

  it('hours of one price are one line, whatever their time (T13)', () => {
    const xs = { ...flex, priceClass: 'XS' };
    expect(bill(keptRental('2026-05-05T17:00+02:00', '2026-05-05T20:00+02:00', xs))).toEqual([
      'time.hour 3 x 350 = 1050',
    ]);
  });
});

describe('late with FLEX (T9)', () => {
  it('has a line for each hour price, and the night that of the evening', () => {
    const late = rental('2026-05-05T15:00+02:00', '2026-05-05T17:00+02:00', {
      ...flex,
      returnedAt: '2026-05-06T01:00+02:00',
    });
    expect(bill(late)).toEqual([
      'time.hour 2 x 185 = 370',
      'late.unannounced-hours 1 x 1850 = 1850',
      'late.unannounced-hours 7 x 2350 = 16450',
      'late.unannounced-fee 1 x 2500 = 2500',
    ]);
  });
});
