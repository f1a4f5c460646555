import type { PriceCell, PriceList, PriceRow } from './price-list.ts';

/** One printed price of a list, with its place and source (T2). */
export interface ListedCell {
  /** Null for what holds for all formulas: the night. */
  readonly formula: string | null;
  /** As on the lines of a bill, such as `time.hour` or `km.first-100`; a second hour row has its number. */
  readonly code: string;
  readonly priceClass: string;
  readonly cell: PriceCell;
  readonly source: string;
}

/** Every cell of a list by class, in its order. */
export function cellsOf(list: PriceList): ListedCell[] {
  const rows = [
    { formula: null, code: 'time.night', row: list.night },
    ...Object.entries(list.formulas).flatMap(([formula, { hours, caps, kilometres }]) => [
      ...hours.map((row, index) => ({ formula, code: hourCode(index), row })),
      ...Object.entries(caps).map(([cap, row]) => ({ formula, code: `time.${cap}`, row })),
      ...Object.entries(kilometres).map(([tier, row]) => ({ formula, code: `km.${tier}`, row })),
    ]),
  ];
  return rows.flatMap(({ formula, code, row }) =>
    list.classes.map((priceClass) => ({ formula, code, priceClass, ...cellOf(row, priceClass) })),
  );
}

const hourCode = (index: number): string => (index === 0 ? 'time.hour' : `time.hour ${index + 1}`);

function cellOf({ cells, source }: PriceRow, priceClass: string): Pick<ListedCell, 'cell' | 'source'> {
  const cell = cells[priceClass] ?? 'not-published';
  return { cell, source: typeof cell === 'object' ? `${source}; carried: ${cell.source}` : source };
}
