import { type PublishedPrice, published } from './published-price.ts';
import type { Tariff, TimeCap } from './tariff.ts';

/** P(from, to) of T4, divided into what makes it up. */
export interface TimeParts {
  /** Slots under each rate of the tariff's used time. */
  readonly slots: readonly number[];
  /** How often each cap of the tariff stands. */
  readonly caps: readonly number[];
}

/**
 * P(from, to) of T4, in cents divided by the slots of an hour: an exact integer. Throws `PriceNotPublished` where a
 * price that it needs is a hole.
 */
export function timePrice(tariff: Tariff, from: number, to: number): number {
  requirePublished(tariff, from, to);
  return cost(tariff, tariff.caps.length, from, to);
}

/** What P(from, to) is made of; on a tie the larger unit stands (T4). */
export function timeParts(tariff: Tariff, from: number, to: number): TimeParts {
  requirePublished(tariff, from, to);
  const parts = { slots: tariff.used.rates.map(() => 0), caps: tariff.caps.map(() => 0) };
  divide(tariff, tariff.caps.length, from, to, parts);
  return parts;
}

/** The first `level` caps applied: the cost of each window is bounded by the cap's price. */
function cost(tariff: Tariff, level: number, from: number, to: number): number {
  const cap = tariff.caps[level - 1];
  if (cap === undefined) return tariff.used.cost(from, to);
  const most = capPrice(tariff, cap);
  let sum = 0;
  for (let at = from; at < to; at += cap.slots) {
    sum += Math.min(cost(tariff, level - 1, at, Math.min(at + cap.slots, to)), most);
  }
  return sum;
}

function divide(
  tariff: Tariff,
  level: number,
  from: number,
  to: number,
  parts: { slots: number[]; caps: number[] },
): void {
  const cap = tariff.caps[level - 1];
  if (cap === undefined) {
    tariff.used.count(from, to, parts.slots);
    return;
  }
  const most = capPrice(tariff, cap);
  for (let at = from; at < to; at += cap.slots) {
    const end = Math.min(at + cap.slots, to);
    if (cost(tariff, level - 1, at, end) < most) divide(tariff, level - 1, at, end, parts);
    else parts.caps[level - 1] = (parts.caps[level - 1] ?? 0) + 1;
  }
}

function capPrice(tariff: Tariff, cap: TimeCap): number {
  const price: PublishedPrice | undefined = published(cap.cell);
  return price === undefined ? Number.POSITIVE_INFINITY : price.cents * tariff.slotsPerHour;
}

function requirePublished(tariff: Tariff, from: number, to: number): void {
  if (from < to) tariff.used.requirePublished(from, to);
}
