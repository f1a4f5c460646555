import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timePrice } from '../../../gateway/pricing/time-price.ts';
import { tariffOf } from './tariffs.ts';

const QUARTERS_PER_DAY = 96;
const firstSlot = Date.parse('2025-03-02') / (15 * 60_000);

const tariffs = fc
  .tuple(fc.constantFrom('START', 'FLEX', 'BONUS', 'COMFORT'), fc.constantFrom('S', 'M', 'L', 'XL'))
  .map(([formula, priceClass]) => tariffOf('business-2025-03', formula, priceClass));
const starts = fc.integer({ min: firstSlot, max: firstSlot + 700 * QUARTERS_PER_DAY });
const lengths = fc.integer({ min: 0, max: 30 * QUARTERS_PER_DAY });

describe('P (T4)', () => {
  it('never costs less for keeping the car longer', () => {
    fc.assert(
      fc.property(
        tariffs,
        starts,
        lengths,
        fc.integer({ min: 1, max: 200 }),
        (tariff, start, length, more) => {
          const shorter = timePrice(tariff, start, start + length);
          expect(timePrice(tariff, start, start + length + more)).toBeGreaterThanOrEqual(shorter);
        },
      ),
    );
  });

  it('is never above any mixture of weeks, days and hours', () => {
    fc.assert(
      fc.property(tariffs, starts, lengths, fc.nat(4), fc.nat(30), (tariff, start, length, weeks, days) => {
        const end = start + length;
        const [day = 0, week = 0] = tariff.caps.map(({ cell }) =>
          typeof cell === 'object' && 'cents' in cell ? cell.cents * tariff.slotsPerHour : 0,
        );
        const hoursFrom = Math.min(end, start + (7 * weeks + days) * QUARTERS_PER_DAY);
        const mixture = weeks * week + days * day + tariff.used.cost(hoursFrom, end);
        expect(timePrice(tariff, start, end)).toBeLessThanOrEqual(mixture);
      }),
    );
  });

  it('makes an early return never dearer than keeping the car (T6)', () => {
    fc.assert(
      fc.property(tariffs, starts, lengths, fc.nat(2880), (tariff, start, length, used) => {
        const whole = timePrice(tariff, start, start + length);
        const part = timePrice(tariff, start, start + Math.min(used, length));
        expect(10 * part + 3 * (whole - part)).toBeLessThanOrEqual(10 * whole);
      }),
    );
  });
});
