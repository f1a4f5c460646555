import { InvalidRental } from './errors.ts';
import { splitLines, TOO_LONG } from './json-lines.ts';
import { type PricedRental, type PriceError, price, priceErrorOf } from './price.ts';
import type { PriceLists } from './price-lists.ts';
import { parseRental, rentalId } from './rental-json.ts';

/** The longest line that the price command takes, in UTF-16 code units. */
export const LONGEST_LINE = 1 << 20;

/** What the price command writes for some lines of its input. */
export interface PricedLines {
  /** Whole lines of JSON, each with its line feed. */
  readonly text: string;
  /** True where one of them is an error line. */
  readonly failed: boolean;
}

/**
 * The price command: rentals as JSON Lines to prices as JSON Lines, in order, blank lines skipped. Holds one chunk and
 * one line at a time.
 */
export async function* priceJsonLines(
  chunks: AsyncIterable<string> | Iterable<string>,
  lists: PriceLists,
): AsyncGenerator<PricedLines> {
  for await (const lines of splitLines(chunks, LONGEST_LINE)) {
    let text = '';
    let failed = false;
    for (const line of lines) {
      if (line !== TOO_LONG && line.trim() === '') continue;
      const answer = answerTo(line, lists);
      failed ||= 'error' in answer;
      text += `${JSON.stringify(answer)}\n`;
    }
    if (text !== '') yield { text, failed };
  }
}

type Answer = ReturnType<typeof priceJson> | { id: string | null; error: PriceError };

function answerTo(line: string | typeof TOO_LONG, lists: PriceLists): Answer {
  if (line === TOO_LONG) return { id: null, error: invalidLine(`longer than ${LONGEST_LINE} characters`) };
  const value = parseJson(line);
  if (value === undefined) return { id: null, error: invalidLine('not JSON') };
  try {
    const { id, facts } = parseRental(value);
    const result = price(facts, lists);
    return result.ok ? priceJson(id, result) : { id, error: result.error };
  } catch (error) {
    return { id: rentalId(value), error: priceErrorOf(error) };
  }
}

/** A priced rental as the price command writes it. */
export function priceJson(id: string, { priceList, lines, refused, totalCents }: PricedRental) {
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

const invalidLine = (problem: string): PriceError => priceErrorOf(new InvalidRental('line', problem));

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
