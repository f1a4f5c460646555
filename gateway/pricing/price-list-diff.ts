import type { PriceList } from './price-list.ts';

/** What two lists say differently at one place; null where one says nothing. */
export interface ListDifference {
  /** Names joined by dots, as in the file. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Where a price is printed and what a list is called make no difference to anybody's bill. */
const unpriced: ReadonlySet<string> = new Set(['source', 'title', 'carriedFrom']);

/** Everything that `after` says otherwise than `before`, in the order of the lists. */
export function differencesBetween(before: PriceList, after: PriceList): ListDifference[] {
  const [old, young] = [leavesOf(before), leavesOf(after)];
  const paths = new Set([...old.keys(), ...young.keys()]);
  return [...paths]
    .map((path) => ({ path, before: old.get(path) ?? null, after: young.get(path) ?? null }))
    .filter((each) => each.before !== each.after);
}

function leavesOf(list: PriceList): Map<string, string> {
  const leaves = new Map<string, string>();
  collect(list, '', leaves);
  return leaves;
}

function collect(value: unknown, path: string, leaves: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) {
    leaves.set(path, String(value));
    return;
  }
  for (const [key, item] of entriesOf(value)) {
    if (!unpriced.has(key)) collect(item, path === '' ? key : `${path}.${key}`, leaves);
  }
}

/** A carried price counts as the price that it is. */
function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).map(([key, item]) => [key, isCarried(item) ? item.cents : item]);
}

const isCarried = (item: unknown): item is { readonly cents: number } =>
  typeof item === 'object' && item !== null && 'carriedFrom' in item;
