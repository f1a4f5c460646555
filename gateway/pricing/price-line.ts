import { InvalidRental } from './errors.ts';
import { type Cents, isCents } from './units.ts';

/** Codes of UN/ECE Recommendation 20: hours, days, weeks, kilometres, pieces. */
export type Unit = 'HUR' | 'DAY' | 'WEE' | 'KMT' | 'C62';

/** The clause of the price rules that a line obeys. */
export type Rule = 'T4' | 'T6' | 'T7' | 'T8' | 'T9' | 'T10' | 'T11' | 'T12' | 'T14';

/** One line of a bill. */
export interface PriceLine {
  readonly code: string;
  readonly quantity: number;
  readonly unit: Unit;
  readonly unitPriceCents: Cents;
  readonly amountCents: Cents;
  readonly rule: Rule;
  /** True where the product chose, since the printed list is silent or can be read otherwise. */
  readonly decided: boolean;
  /** Where the price is printed. */
  readonly source: string;
}

/** A line before its amounts are known to be exact. */
export interface DraftLine {
  readonly code: string;
  readonly quantity: number;
  readonly unit: Unit;
  readonly unitPriceCents: number;
  readonly amountCents: number;
  readonly rule: Rule;
  readonly decided: boolean;
  readonly source: string;
}

/**
 * Adds a line to a bill; one of zero cents is left out (T13). Throws `InvalidRental` where the amount is too large to
 * be counted exactly.
 */
export function addLine(lines: PriceLine[], draft: DraftLine): void {
  if (draft.amountCents === 0) return;
  const { code, quantity, unit, rule, decided, source } = draft;
  const unitPriceCents = exactCents(draft.unitPriceCents, code);
  const amountCents = exactCents(draft.amountCents, code);
  lines.push({ code, quantity, unit, unitPriceCents, amountCents, rule, decided, source });
}

/** Adds a line that is no multiple of a list price: one piece of that amount. */
export function addAmount(
  lines: PriceLine[],
  amountCents: number,
  line: Pick<DraftLine, 'code' | 'rule' | 'decided' | 'source'>,
): void {
  addLine(lines, { ...line, quantity: 1, unit: 'C62', unitPriceCents: amountCents, amountCents });
}

/** The sum of the lines (T13); throws `InvalidRental` where it is too large to be counted exactly. */
export function totalOf(lines: readonly PriceLine[]): Cents {
  let total = 0;
  for (const { amountCents } of lines) total += amountCents;
  return exactCents(total, 'totalCents');
}

function exactCents(amount: number, field: string): Cents {
  if (!isCents(amount)) throw new InvalidRental(field, 'too large to be counted exactly');
  return amount;
}
