import { describe, expect, it } from 'vitest';
import { FEES } from '../../../simulator/naive-price/naive-prices.ts';
import { bill, errorOf, linesOf } from './bill.ts';
import { priceOf } from './built-in-lists.ts';
import { type RentalJson, rental } from './rental-json.ts';

const charged = (fees: RentalJson['fees'], details: Partial<RentalJson> = {}): RentalJson =>
  rental('2026-05-05T10:00Z', '2026-05-05T12:00Z', { fees, ...details });

const on2025 = { priceList: 'business-2025-03' };

describe('fees (T12)', () => {
  it.each(Object.entries(FEES))('%s costs %i cents', (code, cents) => {
    expect(linesOf('fee', charged([{ code }], on2025))).toEqual([`fee.${code} 1 x ${cents} = ${cents}`]);
  });

  it('stand in the order of the rules, a line for each code (T13)', () => {
    const fees = ['compensation', 'fuel-card', 'call-centre-action', 'fuel-card'].map((code) => ({ code }));
    expect(linesOf('fee', charged(fees))).toEqual([
      'fee.call-centre-action 1 x 100 = 100',
      'fee.fuel-card 2 x 2000 = 4000',
      'fee.compensation 1 x -1500 = -1500',
    ]);
  });

  it('a quantity multiplies', () => {
    expect(linesOf('fee', charged([{ code: 'cleaning-hour', quantity: 1.5 }]))).toEqual([
      'fee.cleaning-hour 1.5 x 3000 = 4500',
    ]);
  });

  it('quantities add up exactly', () => {
    const fees = [0.1, 0.2].map((quantity) => ({ code: 'cleaning-hour', quantity }));
    expect(linesOf('fee', charged(fees))).toEqual(['fee.cleaning-hour 0.3 x 3000 = 900']);
  });

  it.each([
    ['cleaning-hour', 'HUR'],
    ['immobilised-day', 'DAY'],
    ['fuel-card', 'C62'],
  ])('%s counts in %s', (code, unit) => {
    expect(priceOf(charged([{ code }]))).toMatchObject({ lines: [{}, { code: `fee.${code}`, unit }] });
  });

  it.each(['returned', 'picked-up'])('%s outside orange swallows green', (side) => {
    const fees = [`${side}-outside-green`, `${side}-outside-orange`].map((code) => ({ code }));
    expect(linesOf('fee', charged(fees))).toEqual([expect.stringContaining('orange')]);
  });

  it('green on one side and orange on the other both stand', () => {
    const fees = [{ code: 'returned-outside-green' }, { code: 'picked-up-outside-orange' }];
    expect(linesOf('fee', charged(fees))).toHaveLength(2);
  });

  it('unreserved use has no price in 2026', () => {
    expect(errorOf(charged([{ code: 'unreserved-use' }]))).toEqual({
      code: 'price-not-published',
      message: expect.stringMatching(/business-2026-03.*unreserved-use/),
    });
  });

  it('fees stand beside a free cancellation', () => {
    expect(bill(charged([{ code: 'call-centre-action' }], { cancelledAt: '2026-05-01T10:00Z' }))).toEqual([
      'fee.call-centre-action 1 x 100 = 100',
    ]);
  });
});

describe('rounding of a line, half away from zero (T13)', () => {
  it.each([
    ['cleaning-hour', 0.0005, ['fee.cleaning-hour 0.0005 x 3000 = 2']],
    ['compensation', 0.001, ['fee.compensation 0.001 x -1500 = -2']],
    ['compensation', 0.0003, []],
  ])('%s × %d', (code, quantity, lines) => {
    expect(linesOf('fee', charged([{ code, quantity }]))).toEqual(lines);
  });
});
