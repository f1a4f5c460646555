import { hourWeeks } from './hour-weeks.ts';
import type { LocalCalendar } from './local-calendar.ts';
import type { Formula, PriceList } from './price-list.ts';
import { type ResolvedCell, resolveCell } from './published-price.ts';
import { createWeekProfile, type WeekProfile } from './week-profile.ts';

/** A price that bounds the cost of a span of elapsed time (T4: day, week). */
export interface TimeCap {
  readonly code: string;
  readonly slots: number;
  readonly unit: 'DAY' | 'WEE' | 'C62';
  readonly cell: ResolvedCell;
}

/** Kilometres at one price (T10). */
export interface KilometreTier {
  readonly code: string;
  /** Infinite for the last tier. */
  readonly upToKm: number;
  readonly cell: ResolvedCell;
}

/** What one formula and class of a list cost, made ready for many rentals. */
export interface Tariff {
  readonly list: PriceList;
  readonly slotsPerHour: number;
  readonly used: WeekProfile;
  readonly late: WeekProfile;
  /** From the shortest to the longest. */
  readonly caps: readonly TimeCap[];
  readonly tiers: readonly KilometreTier[];
}

/** The tariff of a formula and class; holes stay holes until a rental needs them. */
export function createTariff(
  list: PriceList,
  [formulaName, formula]: readonly [string, Formula],
  priceClass: string,
  calendar: LocalCalendar,
): Tariff {
  const place = { list: list.id, formula: formulaName, priceClass };
  const slotsPerHour = 60 / list.grid.stepMinutes;
  const weeks = hourWeeks(list, formula, place);
  const cellIn = (rows: Formula['caps'], key: string, code: string): ResolvedCell =>
    resolveCell(rows[key] ?? { source: 'no row', cells: {} }, { ...place, code });
  return {
    list,
    slotsPerHour,
    used: createWeekProfile(weeks.used, calendar),
    late: createWeekProfile(weeks.late, calendar),
    caps: list.caps.map(({ code, hours, unit }) => ({
      code: `time.${code}`,
      slots: hours * slotsPerHour,
      unit,
      cell: cellIn(formula.caps, code, `time.${code}`),
    })),
    tiers: list.tiers.map(({ code, upToKm = Number.POSITIVE_INFINITY }) => ({
      code: `km.${code}`,
      upToKm,
      cell: cellIn(formula.kilometres, code, `km.${code}`),
    })),
  };
}
