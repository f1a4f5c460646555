import type { RentalJson } from '../gateway/pricing/rental-json.ts';

const QUARTER_MS = 15 * 60_000;
const DAY_QUARTERS = 96;
const YEAR_START = Date.parse('2026-03-02T00:00Z');

/** Hours of everyday rentals: errands, half-days, days, weekends, a week. */
const WEEK_MIX_QUARTERS = [4, 6, 8, 8, 10, 12, 12, 16, 20, 24, 36, 48, 96, 200, 300, 672];

/** The same numbers between 0 and 1 in every run (a linear congruential generator). */
function seeded(): () => number {
  let state = 20_261_120;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A realistic mix of rentals up to 7 days: some late, changed, cancelled, with fees. */
export function weekMix(count: number): RentalJson[] {
  const random = seeded();
  const pick = pickFrom(random);
  return Array.from({ length: count }, (_, index) => rentalOf(index, pick(WEEK_MIX_QUARTERS), random));
}

/** Rentals of 30 days. */
export function monthMix(count: number): RentalJson[] {
  const random = seeded();
  return Array.from({ length: count }, (_, index) => rentalOf(index, 30 * DAY_QUARTERS, random));
}

const pickFrom =
  (random: () => number) =>
  <T>(items: readonly [T, ...T[]] | readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };

function rentalOf(index: number, quarters: number, random: () => number): RentalJson {
  const pick = pickFrom(random);
  const start = YEAR_START + Math.floor(random() * 330 * DAY_QUARTERS) * QUARTER_MS;
  const end = start + quarters * QUARTER_MS;
  const iso = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
  const rental: RentalJson = {
    id: `rental-${index}`,
    formula: pick(['START', 'BONUS', 'COMFORT']),
    priceClass: pick(['S', 'S', 'M', 'M', 'L', 'XL']),
    plus: random() < 0.3,
    reservation: { start: iso(start), end: iso(end) },
    fuelPriceEurPerLitre: pick(['1.62', '1.78', '1.91']),
  };
  if (random() < 0.03) return { ...rental, cancelledAt: iso(start - 5 * 3_600_000) };
  const moved = quarters < DAY_QUARTERS ? 2 : -2;
  rental.returnedAt = iso(end - Math.floor(random() * 45 - 3) * 60_000);
  rental.distanceM = Math.floor(random() * 250_000);
  if (random() < 0.15) rental.changes = [{ at: iso(start - 3_600_000), end: iso(end + moved * QUARTER_MS) }];
  if (random() < 0.1) rental.fees = [{ code: 'call-centre-action' }];
  return rental;
}
