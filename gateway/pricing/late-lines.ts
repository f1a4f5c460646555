import { addAmount, addLine, type PriceLine } from './price-line.ts';
import { divideRounded } from './rounding.ts';
import type { Tariff } from './tariff.ts';
import type { Timeline } from './timeline.ts';

/** The lines of time beyond E0 and beyond the end: T9. */
export function addLateLines(lines: PriceLine[], tariff: Tariff, timeline: Timeline): void {
  const { use, end, announcedFrom } = timeline;
  if (use.kind !== 'returned') return;
  if (announcedFrom !== undefined) addLate(lines, tariff, 'announced', announcedFrom, Math.min(use.at, end));
  addLate(lines, tariff, 'unannounced', end, use.at);
}

function addLate(
  lines: PriceLine[],
  tariff: Tariff,
  kind: 'announced' | 'unannounced',
  from: number,
  to: number,
): void {
  if (to <= from) return;
  const { hourPriceFactor, feeCents, source } = tariff.list.late[kind];
  tariff.late.requirePublished(from, to);
  const slots = tariff.late.rates.map(() => 0);
  tariff.late.count(from, to, slots);
  tariff.late.rates.forEach(({ price }, index) => {
    const count = slots[index] ?? 0;
    const unitPriceCents = price.cents * hourPriceFactor;
    addLine(lines, {
      code: `late.${kind}-hours`,
      quantity: count / tariff.slotsPerHour,
      unit: 'HUR',
      unitPriceCents,
      amountCents: divideRounded(count * unitPriceCents, tariff.slotsPerHour),
      rule: 'T9',
      decided: false,
      source: `${source}; ${price.source}`,
    });
  });
  addAmount(lines, feeCents, { code: `late.${kind}-fee`, rule: 'T9', decided: false, source });
}
