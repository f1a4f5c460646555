import { fileURLToPath } from 'node:url';
import { readPriceLists } from '../../../gateway/adapters/price-list-files.ts';
import { priceRentalJson } from '../../../gateway/pricing/price-json.ts';
import { createPriceLists } from '../../../gateway/pricing/price-lists.ts';

/** The built-in price lists as their files say them. */
export const builtInFiles = await readPriceLists(
  fileURLToPath(new URL('../../../gateway/pricing/lists', import.meta.url)),
);

/** The same, ready for pricing. */
export const builtInLists = createPriceLists(builtInFiles);

/** The price of a rental's JSON on the built-in lists. */
export const priceOf = (rental: unknown) => priceRentalJson(rental, builtInLists);
