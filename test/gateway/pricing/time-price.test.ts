import { describe, expect, it } from 'vitest';
import { bill } from './bill.ts';
import { keptRental } from './rental-json.ts';

describe('caps on elapsed time (T4)', () => {
  it.each([
    ['exactly 24 h are one day', '2026-05-06T10:00+02:00', ['time.day 1 x 2800 = 2800']],
    [
      'a quarter-hour more begins the next window',
      '2026-05-06T10:15+02:00',
      ['time.hour 0.25 x 235 = 59', 'time.day 1 x 2800 = 2800'],
    ],
    [
      'the last window may be shorter and still cost a day',
      '2026-05-07T09:00+02:00',
      ['time.day 2 x 2800 = 5600'],
    ],
    ['exactly 7 days are a week', '2026-05-12T10:00+02:00', ['time.week 1 x 16800 = 16800']],
    [
      '8 days are a week and a day',
      '2026-05-13T10:00+02:00',
      ['time.day 1 x 2800 = 2800', 'time.week 1 x 16800 = 16800'],
    ],
    [
      '30 days are four weeks and two days',
      '2026-06-04T10:00+02:00',
      ['time.day 2 x 2800 = 5600', 'time.week 4 x 16800 = 67200'],
    ],
  ])('%s', (_, end, lines) => {
    expect(bill(keptRental('2026-05-05T10:00+02:00', end))).toEqual(lines);
  });

  it('a part of a week costs at most the week', () => {
    expect(bill(keptRental('2026-05-05T10:00+02:00', '2026-05-11T12:00+02:00'))).toEqual([
      'time.week 1 x 16800 = 16800',
    ]);
  });
});

describe('on a tie the larger unit stands (T4)', () => {
  it('six days cost a week: the week stands', () => {
    expect(bill(keptRental('2026-05-05T10:00+02:00', '2026-05-11T10:00+02:00'))).toEqual([
      'time.week 1 x 16800 = 16800',
    ]);
  });

  it('twelve hours of COMFORT M cost a day: the day stands', () => {
    const comfort = { formula: 'COMFORT', priceClass: 'M' };
    expect(bill(keptRental('2026-05-05T10:00+02:00', '2026-05-05T22:00+02:00', comfort))).toEqual([
      'time.day 1 x 2700 = 2700',
    ]);
    expect(bill(keptRental('2026-05-05T10:00+02:00', '2026-05-05T21:45+02:00', comfort))).toEqual([
      'time.hour 11.75 x 225 = 2644',
    ]);
  });
});

describe('the nights that the clock changes: elapsed quarter-hours count (T4)', () => {
  it.each([
    ['spring has five hours of night', '2026-03-29T00:00+01:00', '2026-03-29T07:00+02:00', 5],
    ['autumn has seven', '2026-10-25T00:00+02:00', '2026-10-25T07:00+01:00', 7],
    ['other nights have six', '2026-10-26T00:00+01:00', '2026-10-26T07:00+01:00', 6],
  ])('%s', (_, start, end, hours) => {
    expect(bill(keptRental(start, end))).toEqual([
      `time.night ${hours} x 50 = ${hours * 50}`,
      'time.hour 1 x 235 = 235',
    ]);
  });

  it.each([
    ['2026-03-28T12:00+01:00', '2026-03-29T13:00+02:00'],
    ['2026-10-24T12:00+02:00', '2026-10-25T11:00+01:00'],
  ])('24 h elapsed from %s to %s are one day', (start, end) => {
    expect(bill(keptRental(start, end))).toEqual(['time.day 1 x 2800 = 2800']);
  });

  it('a window of 24 h may end at another local time', () => {
    expect(bill(keptRental('2026-03-28T12:00+01:00', '2026-03-29T13:15+02:00'))).toEqual([
      'time.hour 0.25 x 235 = 59',
      'time.day 1 x 2800 = 2800',
    ]);
  });
});
