import { euros } from './amounts.ts';
import { columns } from './columns.ts';
import { type PriceResult, price } from './pricing/price.ts';
import type { PriceList } from './pricing/price-list.ts';
import { createPriceLists } from './pricing/price-lists.ts';
import { type FuelPrice, isMetres, moment } from './pricing/units.ts';

export { parseFuelPrice } from './pricing/fuel-adjustment.ts';

/** A rental as it is planned: used to the end, nothing late. */
export interface PlannedRental {
  /** Milliseconds since 1970; rounded up to the list's grid. */
  readonly startsAt: number;
  readonly hours: number;
  readonly km: number;
  readonly priceClass: string;
  readonly plus: boolean;
  readonly fuelPrice: FuelPrice | undefined;
  /** Null: all formulas of the list. */
  readonly formula: string | null;
}

/** What the rental costs on one formula, or why it has no price. */
export interface FormulaQuote {
  readonly formula: string;
  readonly result: PriceResult;
}

/** All formulas of the list valid at the start side by side, by the function that makes the bill (D10). */
export function quoteOf(planned: PlannedRental, all: readonly PriceList[]): FormulaQuote[] {
  const lists = createPriceLists(all);
  const list = lists.termsFor({ start: moment(planned.startsAt) });
  const slotMs = list.grid.stepMinutes * 60_000;
  const startsAt = Math.ceil(planned.startsAt / slotMs) * slotMs;
  const endsAt = startsAt + planned.hours * 3_600_000;
  const distance = planned.km * 1000;
  if (!isMetres(distance)) throw new RangeError(`${planned.km} km is no distance`);
  const formulas = planned.formula === null ? Object.keys(list.formulas) : [planned.formula];
  return formulas.map((formula) => ({
    formula,
    result: price(
      {
        formula,
        priceClass: planned.priceClass,
        plus: planned.plus,
        reservation: { start: moment(startsAt), end: moment(endsAt) },
        returnedAt: moment(endsAt),
        distance,
        changes: [],
        fuelPrice: planned.fuelPrice,
        fees: [],
        fuelReceipts: [],
      },
      lists,
    ),
  }));
}

/** Formulas side by side: a row for each line, a column for each formula. */
export function quoteText(quotes: readonly FormulaQuote[]): string {
  const codes = new Set(
    quotes.flatMap(({ result }) => (result.ok ? result.lines.map(({ code }) => code) : [])),
  );
  const amount = ({ result }: FormulaQuote, code: string): string => {
    if (!result.ok) return '';
    const same = result.lines.filter((line) => line.code === code);
    return same.length === 0 ? '' : euros(same.reduce((sum, line) => sum + line.amountCents, 0));
  };
  const rows = [...codes].map((code) => [code, ...quotes.map((quote) => amount(quote, code))]);
  const totals = quotes.map(({ result }) => (result.ok ? euros(result.totalCents) : '-'));
  const numeric = quotes.map((_, index) => index + 1);
  return [
    columns([['EUR', ...quotes.map(({ formula }) => formula)], ...rows, ['total', ...totals]], numeric),
    ...quotes.flatMap(({ formula, result }) =>
      result.ok ? [] : [`${formula}: ${result.error.code}: ${result.error.message}`],
    ),
  ].join('\n');
}
