import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';

type Stored = Pick<Evidence, 'stored' | 'drawnRentals' | 'statements'>;

/** Nothing counts twice: no record under two keys, no rental drawn twice, no bill written twice (promise 2). */
export function noDuplicate({ stored, drawnRentals, statements }: Stored): Check {
  const faults = [
    ...twice(
      stored,
      ({ car, bodyDigest, bootCount, elapsed }) =>
        `${car}: record ${bodyDigest} of boot ${bootCount} at ${elapsed} ms`,
    ),
    ...twice(stored, ({ car, journal, seq }) => `${car}: record ${seq} of ${journal}`),
    ...twice(drawnRentals, ({ car, reservation }) => `${car}: rental ${reservation}`),
    ...twice(statements, ({ car, reservation, version }) => `${car}: statement ${version} of ${reservation}`),
  ];
  return checkOf('no-duplicate', `${stored.length} records, ${statements.length} statements`, faults);
}

const twice = <Item>(items: readonly Item[], nameOf: (item: Item) => string): string[] =>
  [...Map.groupBy(items, nameOf)]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => `${name} is there ${same.length} times`);
