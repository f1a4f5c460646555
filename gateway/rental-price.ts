import type { EpochMilliseconds } from '../protocol/units.ts';
import { type PriceResult, price } from './pricing/price.ts';
import type { PriceLists } from './pricing/price-lists.ts';
import type { RentalFacts } from './pricing/rental-facts.ts';
import { isMetres, moment } from './pricing/units.ts';
import type { ReservationChange } from './storage/reservations.ts';

/** What a rental's price depends on, in the gateway's words. */
export interface PricedUse {
  readonly formula: string;
  readonly plus: boolean;
  readonly priceClass: string;
  readonly startsAt: EpochMilliseconds;
  /** The end as first agreed. */
  readonly endsAt: EpochMilliseconds;
  readonly changes: readonly ReservationChange[];
  readonly returnedAt: EpochMilliseconds;
  readonly distanceMetres: number;
}

/**
 * The price of a use (D10). A car that was picked up early and is back before the reserved start counts as returned at the
 * start (T6), and a change that was asked after the return does not count: the car told of the return later.
 */
export function priceOfUse(use: PricedUse, lists: PriceLists): PriceResult {
  return price(factsOf(use), lists);
}

function factsOf(use: PricedUse): RentalFacts {
  const { formula, plus, priceClass, startsAt, endsAt, distanceMetres } = use;
  if (!isMetres(distanceMetres)) throw new RangeError(`${distanceMetres} is no distance in metres`);
  const returnedAt = Math.max(use.returnedAt, startsAt);
  return {
    formula,
    plus,
    priceClass,
    reservation: { start: moment(startsAt), end: moment(endsAt) },
    returnedAt: moment(returnedAt),
    distance: distanceMetres,
    changes: use.changes
      .filter(({ at }) => at <= returnedAt)
      .map(({ at, endsAt: end, hinders }) => ({ at: moment(at), end: moment(end), hinders })),
    fees: [],
    fuelReceipts: [],
  };
}
