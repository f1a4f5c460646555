import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parsePriceList } from '../pricing/parse-price-list.ts';
import type { PriceList } from '../pricing/price-list.ts';

/**
 * The price lists of a directory (`*.yaml`, `*.json`). Throws `InvalidPriceList` or the parser's error naming the
 * file: the operator must mend it.
 */
export async function readPriceLists(directory: string): Promise<PriceList[]> {
  const names = (await readdir(directory)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
  return Promise.all(names.map((name) => readPriceList(join(directory, name))));
}

/** The price list of one file; errors as in {@link readPriceLists}. */
export async function readPriceList(file: string): Promise<PriceList> {
  return parsePriceList(parseYaml(await readFile(file, 'utf8'), file), file);
}

/** JSON is YAML too. */
function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${file}: not YAML`, { cause: error });
  }
}
