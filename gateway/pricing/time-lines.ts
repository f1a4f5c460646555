import { addAmount, addLine, type PriceLine } from './price-line.ts';
import { published } from './published-price.ts';
import { divideRounded } from './rounding.ts';
import type { Tariff } from './tariff.ts';
import { timeParts, timePrice } from './time-price.ts';
import type { Timeline } from './timeline.ts';

/** The lines of the time reserved and used: T4 to T8. */
export function addTimeLines(lines: PriceLine[], tariff: Tariff, timeline: Timeline): void {
  const { start, end, use, announcedFrom } = timeline;
  switch (use.kind) {
    case 'cancelled':
      if (!use.free) addShare(lines, tariff, timePrice(tariff, start, end), 'time.cancelled', 'T7');
      break;
    case 'never-used':
      addUsedTime(lines, tariff, start, end);
      break;
    case 'returned': {
      const used = Math.min(use.at, end);
      addUsedTime(lines, tariff, start, Math.min(used, announcedFrom ?? used));
      const rest = timePrice(tariff, start, end) - timePrice(tariff, start, used);
      addShare(lines, tariff, rest, 'time.unused', 'T6');
      break;
    }
    default:
      use satisfies never;
  }
  addShortenings(lines, tariff, timeline);
}

/** P(from, to) as lines, in the order of T4: night, hours, days, weeks. */
function addUsedTime(lines: PriceLine[], tariff: Tariff, from: number, to: number): void {
  const { slots, caps } = timeParts(tariff, from, to);
  tariff.used.rates.forEach(({ code, price }, index) => {
    const count = slots[index] ?? 0;
    addLine(lines, {
      code,
      quantity: count / tariff.slotsPerHour,
      unit: 'HUR',
      unitPriceCents: price.cents,
      amountCents: divideRounded(count * price.cents, tariff.slotsPerHour),
      rule: 'T4',
      decided: true,
      source: price.source,
    });
  });
  tariff.caps.forEach(({ code, unit, cell }, index) => {
    const quantity = caps[index] ?? 0;
    const price = quantity === 0 ? undefined : published(cell);
    if (price === undefined) return;
    const amountCents = quantity * price.cents;
    const { cents: unitPriceCents, source } = price;
    addLine(lines, { code, quantity, unit, unitPriceCents, amountCents, rule: 'T4', decided: true, source });
  });
}

function addShortenings(lines: PriceLine[], tariff: Tariff, { start, shortened }: Timeline): void {
  for (const { oldEnd, newEnd } of shortened) {
    const difference = timePrice(tariff, start, oldEnd) - timePrice(tariff, start, newEnd);
    addShare(lines, tariff, difference, 'time.shortened', 'T8');
  }
}

/** The share of `price` that is paid for time not used. */
function addShare(
  lines: PriceLine[],
  tariff: Tariff,
  price: number,
  code: 'time.unused' | 'time.cancelled' | 'time.shortened',
  rule: 'T6' | 'T7' | 'T8',
): void {
  const { percent, source } = tariff.list.notUsed;
  const amount = divideRounded(price * percent, 100 * tariff.slotsPerHour);
  addAmount(lines, amount, { code, rule, decided: rule !== 'T8', source });
}
