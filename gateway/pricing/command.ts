import { InvalidRental } from './errors.ts';
import { splitLines, TOO_LONG } from './json-lines.ts';
import { type PriceError, priceErrorOf } from './price.ts';
import { type PricedAnswer, priceRental, writtenPrice } from './price-json.ts';
import type { PriceLists } from './price-lists.ts';

/** The longest line that the price command takes, in UTF-16 code units. */
export const LONGEST_LINE = 1 << 20;

/** How many characters are written at a time: few, so that they die young. */
const BATCH = 1 << 14;

/** What the price command writes for some lines of its input. */
export interface PricedLines {
  /** Whole answers, each with its line feed. */
  readonly text: string;
  /** True where one of them is an error line. */
  readonly failed: boolean;
}

/** A price as the price command writes it: JSON on one line. */
const jsonOf = (answer: PricedAnswer): string => JSON.stringify(writtenPrice(answer));

/**
 * The price command: rentals as JSON Lines to prices as `write` has them (JSON Lines), in order, blank lines skipped.
 * Holds one chunk and one line at a time.
 */
export async function* priceJsonLines(
  chunks: AsyncIterable<string> | Iterable<string>,
  lists: PriceLists,
  write: (answer: PricedAnswer) => string = jsonOf,
): AsyncGenerator<PricedLines> {
  for await (const lines of splitLines(chunks, LONGEST_LINE)) {
    let text = '';
    let failed = false;
    for (const line of lines) {
      if (line !== TOO_LONG && line.trim() === '') continue;
      const answer = answerTo(line, lists);
      failed ||= !answer.result.ok;
      text += `${write(answer)}\n`;
      if (text.length < BATCH) continue;
      yield { text, failed };
      text = '';
      failed = false;
    }
    if (text !== '') yield { text, failed };
  }
}

function answerTo(line: string | typeof TOO_LONG, lists: PriceLists): PricedAnswer {
  if (line === TOO_LONG) return noRental(`longer than ${LONGEST_LINE} characters`);
  const value = parseJson(line);
  if (value === undefined) return noRental('not JSON');
  return priceRental(value, lists);
}

const noRental = (problem: string): PricedAnswer => ({
  id: null,
  result: { ok: false, error: invalidLine(problem) },
});
const invalidLine = (problem: string): PriceError => priceErrorOf(new InvalidRental('line', problem));

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
