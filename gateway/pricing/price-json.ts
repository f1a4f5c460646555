import { type PricedRental, type PriceError, type PriceResult, price, priceErrorOf } from './price.ts';
import type { PriceLists } from './price-lists.ts';
import { parseRental, rentalId } from './rental-json.ts';

/** The price of a rental under the id with which it was asked; `id` is null where there is none. */
export type PricedAnswer =
  | { readonly id: string; readonly result: PriceResult }
  | { readonly id: null; readonly result: Extract<PriceResult, { ok: false }> };

/** What the price command writes for a rental that has a price. */
export type PricedRentalJson = ReturnType<typeof pricedRentalJson>;

/** What the price command writes for a rental that has none. */
export interface PriceErrorJson {
  readonly id: string | null;
  readonly error: PriceError;
}

/** Prices the JSON value of a rental, whatever it is. */
export function priceRental(value: unknown, lists: PriceLists): PricedAnswer {
  try {
    const { id, facts } = parseRental(value);
    return { id, result: price(facts, lists) };
  } catch (error) {
    return { id: rentalId(value), result: { ok: false, error: priceErrorOf(error) } };
  }
}

/** As the price command writes it. */
export const writtenPrice = ({ id, result }: PricedAnswer): PricedRentalJson | PriceErrorJson =>
  result.ok ? pricedRentalJson(id ?? '', result) : { id, error: result.error };

/** Prices the JSON value of a rental as the price command does. */
export const priceRentalJson = (value: unknown, lists: PriceLists): PricedRentalJson | PriceErrorJson =>
  writtenPrice(priceRental(value, lists));

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
