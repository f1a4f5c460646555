import { describe, expect, it } from 'vitest';
import { bill, linesOf } from './bill.ts';
import { rental } from './rental-json.ts';

const start = '2026-05-05T18:00+02:00';
const end = '2026-05-05T22:00+02:00';
const hindering = [{ at: '2026-05-05T19:00+02:00', end: '2026-05-06T02:00+02:00', hinders: true }];

describe('late (T9)', () => {
  it('a second after the end is a quarter-hour late', () => {
    expect(linesOf('late', rental(start, end, { returnedAt: '2026-05-05T22:00:01+02:00' }))).toEqual([
      'late.unannounced-hours 0.25 x 2350 = 588',
      'late.unannounced-fee 1 x 2500 = 2500',
    ]);
  });

  it('the very end is not late', () => {
    expect(linesOf('late', rental(start, end, { returnedAt: end }))).toEqual([]);
  });

  it('at night the raised hour price applies', () => {
    expect(linesOf('late.u', rental(start, end, { returnedAt: '2026-05-06T02:00+02:00' }))).toEqual([
      'late.unannounced-hours 4 x 2350 = 9400',
      'late.unannounced-fee 1 x 2500 = 2500',
    ]);
  });

  it('late time has no day or week price', () => {
    expect(
      linesOf('late.unannounced-hours', rental(start, end, { returnedAt: '2026-05-15T22:00+02:00' })),
    ).toEqual(['late.unannounced-hours 240 x 2350 = 564000']);
  });

  it('up to E0 it is the price of the time, beyond it twice the hour price', () => {
    expect(bill(rental(start, end, { changes: hindering, returnedAt: '2026-05-06T01:00+02:00' }))).toEqual([
      'time.hour 4 x 235 = 940',
      'time.unused 1 x 15 = 15',
      'late.announced-hours 3 x 470 = 1410',
      'late.announced-fee 1 x 1500 = 1500',
    ]);
  });

  it('used until E0 only, nothing is late', () => {
    expect(bill(rental(start, end, { changes: hindering, returnedAt: end }))).toEqual([
      'time.hour 4 x 235 = 940',
      'time.unused 1 x 171 = 171',
    ]);
  });

  it('announced until the end, unannounced after it', () => {
    expect(
      linesOf('late', rental(start, end, { changes: hindering, returnedAt: '2026-05-06T02:30+02:00' })),
    ).toEqual([
      'late.announced-hours 4 x 470 = 1880',
      'late.announced-fee 1 x 1500 = 1500',
      'late.unannounced-hours 0.5 x 2350 = 1175',
      'late.unannounced-fee 1 x 2500 = 2500',
    ]);
  });

  it('never used, an extension that hinders is not late', () => {
    expect(linesOf('late', rental(start, end, { changes: hindering }))).toEqual([]);
  });
});
