import { InvalidRental, PriceNotPublished } from './errors.ts';
import { addFeeLines } from './fee-lines.ts';
import { addFuelReceiptLines, type Refusal } from './fuel-receipt-lines.ts';
import { addKilometreLines } from './kilometre-lines.ts';
import { addLateLines } from './late-lines.ts';
import { type PriceLine, totalOf } from './price-line.ts';
import type { PriceLists } from './price-lists.ts';
import type { RentalFacts } from './rental-facts.ts';
import { addTimeLines } from './time-lines.ts';
import { timelineOf } from './timeline.ts';
import type { Cents } from './units.ts';

/** What a rental costs, or why it has no price. */
export type PriceResult =
  | ({ readonly ok: true } & PricedRental)
  | { readonly ok: false; readonly error: PriceError };

/** The lines of a rental, in the order of the rules. */
export interface PricedRental {
  /** The id of the list that was used. */
  readonly priceList: string;
  readonly lines: readonly PriceLine[];
  readonly refused: readonly Refusal[];
  readonly totalCents: Cents;
}

/** `invalid-rental` (T15): the facts are wrong; `price-not-published`: the list has a hole (T1, T2). */
export interface PriceError {
  readonly code: 'invalid-rental' | 'price-not-published';
  /** Names the field, or the list, formula, class and cell. */
  readonly message: string;
}

/** The price of a rental: a pure function of its facts and the lists (D10), for quote, replay and invoice alike. */
export function price(facts: RentalFacts, lists: PriceLists): PriceResult {
  try {
    return { ok: true, ...priceOrThrow(facts, lists) };
  } catch (error) {
    return { ok: false, error: priceErrorOf(error) };
  }
}

/** The error of a rental; throws on what is none: a defect of the program. */
export function priceErrorOf(error: unknown): PriceError {
  if (error instanceof InvalidRental || error instanceof PriceNotPublished) {
    return { code: error.code, message: error.message };
  }
  throw error;
}

function priceOrThrow(facts: RentalFacts, lists: PriceLists): PricedRental {
  const choice = { start: facts.reservation.start, named: facts.priceList };
  requireKnownCodes(facts, lists);
  const timeline = timelineOf(facts, lists.termsFor(choice));
  const list = lists.select(choice);
  const tariff = lists.tariff(list, facts.formula, facts.priceClass);
  const lines: PriceLine[] = [];
  addTimeLines(lines, tariff, timeline);
  addLateLines(lines, tariff, timeline);
  addKilometreLines(lines, tariff, facts);
  addFeeLines(lines, list, facts.fees);
  const refused = addFuelReceiptLines(lines, list.fuelReceipt, facts.fuelReceipts, timeline.endsAt);
  return { priceList: list.id, lines, refused, totalCents: totalOf(lines) };
}

function requireKnownCodes({ priceClass, fees }: RentalFacts, lists: PriceLists): void {
  if (!lists.classes.has(priceClass)) throw new InvalidRental('priceClass', `unknown class ${priceClass}`);
  fees.forEach(({ code }, index) => {
    if (!lists.fees.has(code)) throw new InvalidRental(`fees[${index}].code`, `unknown fee ${code}`);
  });
}
