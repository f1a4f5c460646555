import { describe, expect, it } from 'vitest';
import { parsePriceList } from '../../../gateway/pricing/parse-price-list.ts';
import { priceRentalJson } from '../../../gateway/pricing/price-json.ts';
import { createPriceLists } from '../../../gateway/pricing/price-lists.ts';

const row = (cents: number) => ({ source: 'a page', cells: { van: cents } });

/** Another operator: half-hours in London, late nights, a six-hour cap, three tiers, one formula, one class. */
const list = parsePriceList(
  {
    id: 'partner-2026',
    title: 'A partner',
    validFrom: '2026-01-01',
    timeZone: 'Europe/London',
    currency: 'EUR',
    classes: ['van'],
    grid: { stepMinutes: 30, shortestHours: 2, longestDays: 10, source: 'a page' },
    night: {
      windows: [
        { from: '00:00', to: '05:00' },
        { from: '22:00', to: '24:00' },
      ],
      ...row(100),
    },
    caps: [{ code: 'six-hours', hours: 6, unit: 'C62' }],
    notUsed: { percent: 50, freeUntilHours: 48, source: 'a page' },
    late: {
      announced: { hourPriceFactor: 1, feeCents: 0, source: 'a page' },
      unannounced: { hourPriceFactor: 3, feeCents: 700, source: 'a page' },
    },
    tiers: [{ code: 'short', upToKm: 50 }, { code: 'middle', upToKm: 100 }, { code: 'long' }],
    plus: { centsPerKm: 5, source: 'a page' },
    fuelAdjustment: {
      source: 'a page',
      bands: [{ from: '1', to: '1.5', cents: 0 }],
      below: { cents: -2, decided: false },
      above: { step: '0.25', cents: 2, decided: false },
    },
    fuelReceipt: { maximumCents: 5000, withinDays: 10, source: 'a page' },
    fees: { parking: { cents: 450, source: 'a page' } },
    formulas: {
      ONLY: {
        hours: [row(600)],
        caps: { 'six-hours': row(2500) },
        kilometres: { short: row(0), middle: row(20), long: row(10) },
      },
    },
  },
  'partner.yaml',
);

const lists = createPriceLists([list]);

const priced = (start: string, end: string, details = {}): unknown => {
  const rental = {
    id: 'p',
    formula: 'ONLY',
    priceClass: 'van',
    reservation: { start, end },
    returnedAt: end,
    ...details,
  };
  const result = priceRentalJson(rental, lists);
  if ('error' in result) return result.error.message;
  return result.lines.map(({ code, quantity, amountCents }) => `${code} ${quantity} = ${amountCents}`);
};

describe('a list with other formulas, classes, nights, tiers, grid and caps needs no code', () => {
  it('prices by its own night, in its own zone', () => {
    expect(priced('2026-06-01T20:00+01:00', '2026-06-01T23:30+01:00')).toEqual([
      'time.night 1.5 = 150',
      'time.hour 2 = 1200',
    ]);
  });

  it('caps by its own units', () => {
    expect(priced('2026-06-01T08:00+01:00', '2026-06-01T16:00+01:00')).toEqual([
      'time.hour 2 = 1200',
      'time.six-hours 1 = 2500',
    ]);
  });

  it('counts kilometres by its own tiers', () => {
    const details = { distanceM: 120_000, fuelPriceEurPerLitre: '1.75' };
    expect(priced('2026-06-01T08:00Z', '2026-06-01T10:00Z', details)).toEqual([
      'time.hour 2 = 1200',
      'km.middle 50 = 1000',
      'km.long 20 = 200',
      'km.fuel-adjustment 120 = 480',
    ]);
  });

  it('keeps its own grid', () => {
    expect(priced('2026-06-01T08:15Z', '2026-06-01T10:15Z')).toMatch(/reservation\.start.*30 minutes/);
    expect(priced('2026-06-01T08:00Z', '2026-06-01T09:30Z')).toMatch(/2 h to 10 days/);
  });

  it('rounds a return and shares the rest by its own terms', () => {
    expect(priced('2026-06-01T08:00Z', '2026-06-01T12:00Z', { returnedAt: '2026-06-01T10:01Z' })).toEqual([
      'time.hour 2.5 = 1500',
      'time.unused 1 = 450',
    ]);
  });
});

it('tiers are marginal and per rental: 3 × 1.80 + 100 × 0.31 + 50 × 0.27 = 49.90 (T10)', () => {
  const formula = {
    hours: [row(180)],
    caps: { 'six-hours': row(9900) },
    kilometres: { short: row(31), middle: row(31), long: row(27) },
  };
  const partner = createPriceLists([{ ...list, formulas: { ONLY: formula } }]);
  const rental = {
    id: 'p',
    formula: 'ONLY',
    priceClass: 'van',
    reservation: { start: '2026-06-01T13:00Z', end: '2026-06-01T16:00Z' },
    returnedAt: '2026-06-01T16:00Z',
    distanceM: 150_000,
  };
  expect(priceRentalJson(rental, partner)).toMatchObject({ totalCents: 4990 });
});
