import { PriceNotPublished } from './errors.ts';
import type { PriceRow } from './price-list.ts';

/** A price of a list with the place where it is printed. */
export interface PublishedPrice {
  readonly cents: number;
  readonly source: string;
}

/** A cell that nobody printed: asking for its price is `price-not-published`. */
export interface Hole {
  readonly hole: string;
}

/** A cell of a list: a price, `none` where the list says that there is no such price, or a hole (T2). */
export type ResolvedCell = PublishedPrice | Hole | 'none';

/** Where a cell stands, for errors and bills. */
export interface CellPlace {
  readonly list: string;
  readonly formula: string;
  readonly priceClass: string;
  /** The code of the line that the price is for. */
  readonly code: string;
}

/** The cell of a price class in a row. */
export function resolveCell(row: PriceRow, place: CellPlace): ResolvedCell {
  const { list, formula, priceClass, code } = place;
  const cell = row.cells[priceClass];
  if (cell === undefined || cell === 'not-published')
    return { hole: `${list}: ${formula} ${priceClass} ${code} (${row.source})` };
  if (cell === 'none') return cell;
  const source = `${row.source}, ${priceClass}`;
  if (typeof cell === 'number') return { cents: cell, source };
  return { cents: cell.cents, source: `carried from ${cell.carriedFrom}: ${cell.source}, ${priceClass}` };
}

/** True for a cell that holds a price. */
export const isPublished = (cell: ResolvedCell): cell is PublishedPrice => cell !== 'none' && 'cents' in cell;

/** True for a cell that must not be guessed. */
export const isHole = (cell: ResolvedCell): cell is Hole => cell !== 'none' && 'hole' in cell;

/** The price of a cell, `undefined` where there is no such price; throws `PriceNotPublished` for a hole. */
export function published(cell: ResolvedCell): PublishedPrice | undefined {
  if (isHole(cell)) throw new PriceNotPublished(`${cell.hole} is not published`);
  return cell === 'none' ? undefined : cell;
}
