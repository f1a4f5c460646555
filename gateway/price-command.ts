import { priceExplanation } from './price-explanation.ts';
import { priceJsonLines } from './pricing/command.ts';
import type { PriceLists } from './pricing/price-lists.ts';

export { createPriceLists } from './pricing/price-lists.ts';

/** Where the price command writes; `closed` once nobody reads any more. */
export interface TextOutput {
  write(text: string): Promise<'written' | 'closed'>;
}

/**
 * Prices every rental of `input` on `output`, with `explain` as tables for people; the exit status: 1 where any rental
 * got an error, else 0.
 */
export async function runPriceCommand(
  input: AsyncIterable<string>,
  output: TextOutput,
  lists: PriceLists,
  { explain = false } = {},
): Promise<0 | 1> {
  let status: 0 | 1 = 0;
  const write = explain ? priceExplanation : undefined;
  for await (const { text, failed } of priceJsonLines(input, lists, write)) {
    if (failed) status = 1;
    if ((await output.write(text)) === 'closed') break;
  }
  return status;
}
