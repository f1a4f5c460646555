import { describe, expect, it } from 'vitest';
import { bill } from './bill.ts';
import { keptRental, rental } from './rental-json.ts';

const start = '2026-05-05T10:00+02:00';
const end = '2026-05-05T14:00+02:00';

describe('use (T6)', () => {
  it('never used and not cancelled costs the whole reservation', () => {
    expect(bill(rental(start, end))).toEqual(['time.hour 4 x 235 = 940']);
  });

  it('a return at the start is a use of no time', () => {
    expect(bill(rental(start, end, { returnedAt: start }))).toEqual(['time.unused 1 x 282 = 282']);
  });

  it('the rest costs 30 % of what it would have added', () => {
    expect(bill(rental(start, end, { returnedAt: '2026-05-05T11:10+02:00' }))).toEqual([
      'time.hour 1.25 x 235 = 294',
      'time.unused 1 x 194 = 194',
    ]);
  });

  it('a rest that the day price covers costs nothing', () => {
    const early = rental(start, '2026-05-06T09:00+02:00', { returnedAt: '2026-05-06T08:00+02:00' });
    expect(bill(early)).toEqual(['time.day 1 x 2800 = 2800']);
  });
});

describe('cancelling (T7)', () => {
  it.each([
    ['2026-05-04T09:59:59+02:00', []],
    ['2026-05-04T10:00:00+02:00', []],
    ['2026-05-04T10:00:00.000001+02:00', ['time.cancelled 1 x 282 = 282']],
    [start, ['time.cancelled 1 x 282 = 282']],
  ])('at %s: free until exactly 24 h before the start', (cancelledAt, lines) => {
    expect(bill(rental(start, end, { cancelledAt }))).toEqual(lines);
  });

  it('24 h are elapsed time on the day of a clock change', () => {
    const reservation = ['2026-03-29T12:00+02:00', '2026-03-29T14:00+02:00'] as const;
    expect(bill(rental(...reservation, { cancelledAt: '2026-03-28T11:00+01:00' }))).toEqual([]);
    expect(bill(rental(...reservation, { cancelledAt: '2026-03-28T11:01+01:00' }))).toHaveLength(1);
  });
});

describe('lines of the time used (T4)', () => {
  it('night and day are lines of their own', () => {
    expect(bill(keptRental('2026-05-05T22:00+02:00', '2026-05-06T07:15+02:00'))).toEqual([
      'time.night 6 x 50 = 300',
      'time.hour 3.25 x 235 = 764',
    ]);
  });

  it.each([
    ['S', 'time.night 2 x 50 = 100'],
    ['M', 'time.night 2 x 50 = 100'],
    ['L', 'time.night 2 x 100 = 200'],
    ['XL', 'time.night 2 x 100 = 200'],
  ])('the night of class %s', (priceClass, line) => {
    expect(bill(keptRental('2026-05-05T02:00+02:00', '2026-05-05T04:00+02:00', { priceClass }))).toEqual([
      line,
    ]);
  });

  it('the hours of several windows are one line (T13)', () => {
    const twoMornings = keptRental('2026-05-05T22:00+02:00', '2026-05-06T23:00+02:00');
    expect(bill(twoMornings)).toEqual(['time.hour 1 x 235 = 235', 'time.day 1 x 2800 = 2800']);
  });
});
