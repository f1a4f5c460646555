import type { Tariff } from '../../../gateway/pricing/tariff.ts';
import { builtInFiles, builtInLists } from './built-in-lists.ts';

/** A tariff of the built-in lists. */
export function tariffOf(listId: string, formula: string, priceClass: string): Tariff {
  const list = builtInFiles.find(({ id }) => id === listId);
  if (list === undefined) throw new Error(`no list ${listId}`);
  return builtInLists.tariff(list, formula, priceClass);
}
