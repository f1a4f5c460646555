import { fuelAdjustment } from './fuel-adjustment.ts';
import { addLine, type DraftLine, type PriceLine } from './price-line.ts';
import { published } from './published-price.ts';
import type { RentalFacts } from './rental-facts.ts';
import type { Tariff } from './tariff.ts';

const METRES_PER_KILOMETRE = 1000;

/** The lines of the distance: T10 and T11. */
export function addKilometreLines(lines: PriceLine[], tariff: Tariff, facts: RentalFacts): void {
  const km = Math.floor(facts.distance / METRES_PER_KILOMETRE);
  const priced = addTiers(lines, tariff, km);
  const { plus, fuelAdjustment: terms } = tariff.list;
  if (facts.plus) {
    addKilometres(lines, 'km.plus', km, plus.centsPerKm, { rule: 'T10', decided: true, source: plus.source });
  }
  if (facts.fuelPrice === undefined) return;
  const { cents, decided } = fuelAdjustment(terms, facts.fuelPrice);
  addKilometres(lines, 'km.fuel-adjustment', priced, cents, { rule: 'T11', decided, source: terms.source });
}

/** Adds a line for each tier that is reached, and returns the kilometres that have a price (T2, T10). */
function addTiers(lines: PriceLine[], tariff: Tariff, km: number): number {
  let from = 0;
  let priced = 0;
  for (const { code, upToKm, cell } of tariff.tiers) {
    const quantity = Math.min(km, upToKm) - from;
    if (quantity <= 0) break;
    const price = published(cell);
    if (price !== undefined) {
      addKilometres(lines, code, quantity, price.cents, { rule: 'T10', decided: true, source: price.source });
      priced += quantity;
    }
    from = upToKm;
  }
  return priced;
}

function addKilometres(
  lines: PriceLine[],
  code: string,
  quantity: number,
  unitPriceCents: number,
  origin: Pick<DraftLine, 'rule' | 'decided' | 'source'>,
): void {
  addLine(lines, {
    code,
    quantity,
    unit: 'KMT',
    unitPriceCents,
    amountCents: quantity * unitPriceCents,
    ...origin,
  });
}
