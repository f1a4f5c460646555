import { type LocalCalendar, visitLocalRuns } from './local-calendar.ts';
import { isHole, isPublished, type PublishedPrice, published, type ResolvedCell } from './published-price.ts';

/** 1970-01-01 was a Thursday. */
const DAYS_FROM_MONDAY_TO_EPOCH = 3;

/** A price of an hour under the code of its line. */
export interface Rate {
  readonly code: string;
  readonly price: PublishedPrice;
}

/**
 * Which hour price holds in each slot of a local week, as sums from its start: what any span costs, and how it divides
 * over the prices, is then a subtraction, however long the span.
 */
export interface WeekProfile {
  readonly rates: readonly Rate[];
  /** What `[from, to)` costs, in cents divided by the slots of an hour: an exact integer. */
  cost(from: number, to: number): number;
  /** Adds the slots of `[from, to)` under each rate to `slots`. */
  count(from: number, to: number, slots: number[]): void;
  /** Throws `PriceNotPublished` where a slot of `[from, to)` has no published price. */
  requirePublished(from: number, to: number): void;
}

/** The price of an hour, or its hole, under the code of its line. */
export interface HourCell {
  readonly code: string;
  readonly cell: ResolvedCell;
}

/** What a profile is made of: the hour cells in the order of the list, and which holds in each slot of the week. */
export interface WeekCells {
  readonly slotsPerDay: number;
  readonly cells: readonly HourCell[];
  /** From Monday 00:00 local time. */
  readonly week: readonly HourCell[];
}

/** The profile of a week's cells; cells of one code and price are one rate (T13). */
export function createWeekProfile(
  { slotsPerDay, cells, week }: WeekCells,
  calendar: LocalCalendar,
): WeekProfile {
  const rates = distinctRates(cells);
  const costs = runningSums(week, ({ cell }) => (isPublished(cell) ? cell.cents : 0));
  const counts = rates.map((rate) => runningSums(week, (at) => (isRate(rate, at) ? 1 : 0)));
  const holes = cells.map(({ cell }) => cell).filter(isHole);
  const holeCounts = holes.map((hole) => runningSums(week, ({ cell }) => (cell === hole ? 1 : 0)));
  const shift = DAYS_FROM_MONDAY_TO_EPOCH * slotsPerDay;

  const total = (sums: Sums, from: number, to: number): number => {
    const span = calendar.spanAt(from);
    if (to <= span.to) return sumBetween(sums, from + span.offset + shift, to + span.offset + shift);
    let sum = 0;
    visitLocalRuns(calendar, from, to, (localFrom, localTo) => {
      sum += sumBetween(sums, localFrom + shift, localTo + shift);
    });
    return sum;
  };

  return {
    rates,
    cost: (from, to) => total(costs, from, to),
    count(from, to, slots) {
      counts.forEach((sums, rate) => {
        slots[rate] = (slots[rate] ?? 0) + total(sums, from, to);
      });
    },
    requirePublished(from, to) {
      holeCounts.forEach((sums, index) => {
        const hole = holes[index];
        if (hole !== undefined && total(sums, from, to) > 0) published(hole);
      });
    },
  };
}

/** `until[n]`: the sum over the first n slots of the week. */
interface Sums {
  readonly until: Float64Array;
  readonly week: number;
  readonly weekTotal: number;
}

function runningSums<T>(items: readonly T[], worth: (item: T) => number): Sums {
  const until = new Float64Array(items.length + 1);
  let sum = 0;
  items.forEach((item, index) => {
    sum += worth(item);
    until[index + 1] = sum;
  });
  return { until, week: items.length, weekTotal: sum };
}

const sumBetween = (sums: Sums, from: number, to: number): number =>
  sumUntil(sums, to) - sumUntil(sums, from);

function sumUntil({ until, week, weekTotal }: Sums, slot: number): number {
  const weeks = Math.floor(slot / week);
  return weeks * weekTotal + (until[slot - weeks * week] ?? 0);
}

function distinctRates(cells: readonly HourCell[]): Rate[] {
  const rates: Rate[] = [];
  for (const at of cells) {
    if (isPublished(at.cell) && !rates.some((rate) => isRate(rate, at)))
      rates.push({ code: at.code, price: at.cell });
  }
  return rates;
}

const isRate = (rate: Rate, at: HourCell): boolean =>
  rate.code === at.code && isPublished(at.cell) && at.cell.cents === rate.price.cents;
