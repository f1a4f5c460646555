import { addDecimals, type Decimal, decimalOf, decimalToNumber, multiplyRounded, ZERO } from './decimal.ts';
import { PriceNotPublished } from './errors.ts';
import { addLine, type PriceLine } from './price-line.ts';
import type { PriceList } from './price-list.ts';
import type { ListedFee } from './rental-facts.ts';

/** The lines of the fees, in the order of the list, one for all of a code (T12, T13). */
export function addFeeLines(lines: PriceLine[], list: PriceList, fees: readonly ListedFee[]): void {
  if (fees.length === 0) return;
  const quantities = gather(list, fees);
  for (const [code, { cents, unit, insideOf, source }] of Object.entries(list.fees)) {
    const quantity = quantities.get(code);
    if (quantity === undefined || (insideOf !== undefined && quantities.has(insideOf))) continue;
    addLine(lines, {
      code: `fee.${code}`,
      quantity: decimalToNumber(quantity),
      unit,
      unitPriceCents: cents,
      amountCents: multiplyRounded(quantity, cents),
      rule: 'T12',
      decided: false,
      source,
    });
  }
}

function gather(list: PriceList, fees: readonly ListedFee[]): Map<string, Decimal> {
  const quantities = new Map<string, Decimal>();
  for (const { code, quantity } of fees) {
    if (!Object.hasOwn(list.fees, code))
      throw new PriceNotPublished(`${list.id}: fee ${code} is not on the list`);
    quantities.set(code, addDecimals(quantities.get(code) ?? ZERO, decimalOf(quantity)));
  }
  return quantities;
}
