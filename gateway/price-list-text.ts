import { euros } from './amounts.ts';
import { columns } from './columns.ts';
import type { PriceList } from './pricing/price-list.ts';
import { cellsOf, type ListedCell } from './pricing/price-list-cells.ts';
import type { ListDifference } from './pricing/price-list-diff.ts';

export { cellsOf } from './pricing/price-list-cells.ts';
export { differencesBetween } from './pricing/price-list-diff.ts';

/** What a check of a list found, for people and programs. */
export interface ListSummary {
  readonly id: string;
  readonly title: string;
  readonly validFrom: string;
  readonly formulas: readonly string[];
  readonly classes: readonly string[];
  readonly cells: number;
  /** Cells that nobody published: a rental that needs one has no price (T2). */
  readonly holes: readonly string[];
  /** Cells that carry the price of another list. */
  readonly carried: readonly string[];
}

/** What an operator should know of a list before it is used. */
export function summaryOf(list: PriceList): ListSummary {
  const cells = cellsOf(list);
  const { id, title, validFrom, classes, formulas } = list;
  return {
    id,
    title,
    validFrom,
    formulas: Object.keys(formulas),
    classes,
    cells: cells.length,
    holes: cells.filter(({ cell }) => cell === 'not-published').map(placeOf),
    carried: cells.filter(({ cell }) => typeof cell === 'object').map(placeOf),
  };
}

const placeOf = ({ formula, code, priceClass }: ListedCell): string =>
  [formula, priceClass, code].filter((part) => part !== null).join(' ');

/** A summary as a person reads it. */
export const summaryText = (summary: ListSummary): string =>
  [
    `${summary.id}: good, valid from ${summary.validFrom}`,
    `  ${summary.title}`,
    `  formulas ${summary.formulas.join(', ')}; classes ${summary.classes.join(', ')}; ${summary.cells} cells`,
    ...summary.holes.map((place) => `  not published: ${place}`),
    ...summary.carried.map((place) => `  carried from another list: ${place}`),
  ].join('\n');

/** Every price of a list with its source: rows by formula, a column for each class. */
export function listText(list: PriceList): string {
  const rows = Map.groupBy(cellsOf(list), ({ formula, code }) => `${formula ?? 'all'}\t${code}`);
  const table = [...rows.values()].map((cells) => [
    cells[0]?.formula ?? 'all',
    cells[0]?.code ?? '',
    ...cells.map(({ cell }) => cellText(cell)),
    rowSource(cells),
  ]);
  const numeric = list.classes.map((_, index) => index + 2);
  return [
    `${list.id}, valid from ${list.validFrom}: ${list.title}`,
    '',
    columns([['formula', 'line', ...list.classes, 'source'], ...table], numeric),
    '',
    columns([['fee', 'EUR', 'unit', 'source'], ...feeRows(list)], [1]),
    '',
    columns(termRows(list)),
  ].join('\n');
}

/** A row has one source; a carried cell adds its own. */
const rowSource = (cells: readonly ListedCell[]): string =>
  [...new Set(cells.flatMap(({ source }) => source.split('; carried: ')))].join('; carried: ');

function cellText(cell: ListedCell['cell']): string {
  if (cell === 'none') return '-';
  if (cell === 'not-published') return '?';
  return typeof cell === 'number' ? euros(cell) : `${euros(cell.cents)}*`;
}

const feeRows = ({ fees }: PriceList): string[][] =>
  Object.entries(fees).map(([code, { cents, unit, source }]) => [code, euros(cents), unit, source]);

const termRows = (list: PriceList): string[][] => [
  [
    'night',
    list.night.windows.map(({ from, to }) => `${from}-${to}`).join(', ') || 'none',
    list.night.source,
  ],
  [
    'grid',
    `${list.grid.stepMinutes} min, ${list.grid.shortestHours} h to ${list.grid.longestDays} days`,
    list.grid.source,
  ],
  [
    'not used',
    `${list.notUsed.percent} %, free until ${list.notUsed.freeUntilHours} h before`,
    list.notUsed.source,
  ],
  ...(['announced', 'unannounced'] as const).map((kind) => [
    `late, ${kind}`,
    `${list.late[kind].hourPriceFactor} x the hour price + ${euros(list.late[kind].feeCents)}`,
    list.late[kind].source,
  ]),
  ['PLUS', `${euros(list.plus.centsPerKm)} a km`, list.plus.source],
  ...list.fuelAdjustment.bands.map(({ from, to, cents }) => [
    'fuel',
    `${from} to under ${to}: ${euros(cents)} a km`,
    list.fuelAdjustment.source,
  ]),
  [
    'fuel receipt',
    `up to ${euros(list.fuelReceipt.maximumCents)}, within ${list.fuelReceipt.withinDays} days`,
    list.fuelReceipt.source,
  ],
];

/** What two lists say differently, a line for each place. */
export const differenceText = (differences: readonly ListDifference[]): string =>
  differences.length === 0
    ? 'no difference'
    : columns(
        differences.map(({ path, before, after }) => [
          path,
          before ?? '(nothing)',
          '->',
          after ?? '(nothing)',
        ]),
      );
