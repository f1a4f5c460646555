import { addAmount, type PriceLine } from './price-line.ts';
import type { PriceList } from './price-list.ts';
import type { FuelReceipt } from './rental-facts.ts';
import type { Moment } from './units.ts';

/** A receipt that is not credited, and why (T14). */
export interface Refusal {
  readonly code: 'fuel-receipt';
  readonly reason: 'not-approved' | 'too-late';
}

const DAY_MS = 24 * 60 * 60_000;

/** Adds a credit for each receipt that T14 allows, and returns a refusal for each other, in order. */
export function addFuelReceiptLines(
  lines: PriceLine[],
  terms: PriceList['fuelReceipt'],
  receipts: readonly FuelReceipt[],
  end: Moment,
): Refusal[] {
  const refused: Refusal[] = [];
  for (const { amountCents, approved, submittedAt } of receipts) {
    if (!approved) refused.push({ code: 'fuel-receipt', reason: 'not-approved' });
    else if (submittedAt > end + terms.withinDays * DAY_MS)
      refused.push({ code: 'fuel-receipt', reason: 'too-late' });
    else {
      addAmount(lines, -Math.min(amountCents, terms.maximumCents), {
        code: 'credit.fuel-receipt',
        rule: 'T14',
        decided: false,
        source: terms.source,
      });
    }
  }
  return refused;
}
