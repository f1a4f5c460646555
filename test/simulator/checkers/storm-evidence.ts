import { memoryDatabase } from '../../../simulator/adapters/memory-database.ts';
import { readScenario } from '../../../simulator/adapters/scenario-file.ts';
import type { Check } from '../../../simulator/checkers/check.ts';
import type { Evidence } from '../../../simulator/checkers/evidence.ts';
import { liveThrough } from '../../../simulator/run/virtual.ts';
import { builtInFiles } from '../../gateway/pricing/built-in-lists.ts';

const storm = readScenario('storm');
const flashFaults = ['bad-block', 'rolled-back-disk'];
const faults = Object.fromEntries(
  Object.entries(storm.faults).filter(([name]) => !flashFaults.includes(name)),
);

/** Cars of which this storm troubles no source of distance. */
const exact = ['odometer-car', 'counter-car', 'extended-id-car', 'uncleared-car'];
const models = storm.fleet.models.filter(({ item }) => exact.includes(item));

/** What a storm left behind in which everything went well, and no disk lost what it had synced. */
const { evidence, report: reportOn } = await liveThrough(
  { database: memoryDatabase(), priceLists: builtInFiles },
  { ...storm, faults, fleet: { ...storm.fleet, models } },
  { seed: 12, cars: 2, days: 1 },
);

/** Held to the metre: no source of distance had to stand in. */
export const good: Evidence = {
  ...evidence,
  cars: evidence.cars.map((car) => ({ ...car, resolutionMetres: 0, unreadMetres: 0 })),
};
export const report = reportOn;

type CheckName =
  | 'no-loss'
  | 'no-duplicate'
  | 'order'
  | 'priced-once'
  | 'kilometres'
  | 'no-unlock-without-right'
  | 'doors-as-told'
  | 'receipt-after-commit'
  | 'memory'
  | 'convergence'
  | 'card-custody';

/** What the checks that do not hold say, by name, once something is changed in the evidence. */
export const complaints = (changes: Partial<Evidence>): Readonly<Partial<Record<CheckName, string>>> =>
  Object.fromEntries(
    report({ ...good, ...changes })
      .checks.filter(({ ok }: Check) => !ok)
      .map(({ name, detail }) => [name, detail]),
  );

/** The list with one of its items changed. */
export const withChanged = <Item>(
  items: readonly Item[],
  at: number,
  changes: Partial<Item>,
): readonly Item[] => items.map((item, index) => (index === at ? { ...item, ...changes } : item));

/** The list without one of its items. */
export const without = <Item>(items: readonly Item[], at: number): readonly Item[] =>
  items.filter((_, index) => index !== at);

/** Where the first item is of which this holds. @throws {Error} where there is none. */
export function placeOf<Item>(items: readonly Item[], is: (item: Item) => boolean): number {
  const place = items.findIndex(is);
  if (place < 0) throw new Error('the evidence has no such item');
  return place;
}
