import { type PricedRental, type PriceError, price, priceErrorOf } from './price.ts';
import type { PriceLists } from './price-lists.ts';
import { parseRental, rentalId } from './rental-json.ts';

/** What the price command writes for a rental that has a price. */
export type PricedRentalJson = ReturnType<typeof pricedRentalJson>;

/** What the price command writes for a rental that has none; `id` is null where there is none. */
export interface PriceErrorJson {
  readonly id: string | null;
  readonly error: PriceError;
}

/** Prices the JSON value of a rental, whatever it is, as the price command does. */
export function priceRentalJson(value: unknown, lists: PriceLists): PricedRentalJson | PriceErrorJson {
  try {
    const { id, facts } = parseRental(value);
    const result = price(facts, lists);
    return result.ok ? pricedRentalJson(id, result) : { id, error: result.error };
  } catch (error) {
    return { id: rentalId(value), error: priceErrorOf(error) };
  }
}

function pricedRentalJson(id: string, { priceList, lines, refused, totalCents }: PricedRental) {
  return {
    id,
    priceList,
    currency: 'EUR',
    lines: lines.map(({ code, quantity, unit, unitPriceCents, amountCents, rule }) => ({
      code,
      quantity,
      unit,
      unitPriceCents,
      amountCents,
      rule,
    })),
    refused,
    totalCents,
  } as const;
}
