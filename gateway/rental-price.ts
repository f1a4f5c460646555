import type { EpochMilliseconds } from '../protocol/units.ts';
import { parseFuelPrice } from './pricing/fuel-adjustment.ts';
import { type PriceResult, price } from './pricing/price.ts';
import type { PriceLists } from './pricing/price-lists.ts';
import type { FuelReceipt, RentalFacts } from './pricing/rental-facts.ts';
import { isCents, isMetres, moment } from './pricing/units.ts';
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
  /** Null: not cancelled, or used all the same. */
  readonly cancelledAt?: EpochMilliseconds | null;
  /** Null: never used. */
  readonly returnedAt: EpochMilliseconds | null;
  readonly distanceMetres: number;
  /** Euros a litre (T11). */
  readonly fuelPrice?: string | null;
  readonly fees?: readonly { readonly code: string; readonly quantity: string }[];
  readonly receipts?: readonly {
    readonly amountCents: number;
    readonly approved: boolean;
    readonly submittedAt: EpochMilliseconds;
  }[];
}

/**
 * The price of a use (D10). A car that was picked up early and is back before the reserved start counts as returned at the
 * start (T6), and a change that was asked after return or cancellation does not count: the car told of the return later.
 */
export function priceOfUse(use: PricedUse, lists: PriceLists): PriceResult {
  return price(factsOf(use), lists);
}

function factsOf(use: PricedUse): RentalFacts {
  const { formula, plus, priceClass, startsAt, endsAt, distanceMetres, cancelledAt = null } = use;
  const { fuelPrice = null, fees = [], receipts = [] } = use;
  if (!isMetres(distanceMetres)) throw new RangeError(`${distanceMetres} is no distance in metres`);
  const returnedAt = use.returnedAt === null ? null : Math.max(use.returnedAt, startsAt);
  const last = cancelledAt ?? returnedAt ?? Number.POSITIVE_INFINITY;
  return {
    formula,
    plus,
    priceClass,
    reservation: { start: moment(startsAt), end: moment(endsAt) },
    ...(cancelledAt === null ? {} : { cancelledAt: moment(cancelledAt) }),
    ...(returnedAt === null ? {} : { returnedAt: moment(returnedAt) }),
    distance: distanceMetres,
    changes: use.changes
      .filter(({ at }) => at <= last)
      .map(({ at, endsAt: end, hinders }) => ({ at: moment(at), end: moment(end), hinders })),
    ...(fuelPrice === null ? {} : { fuelPrice: parseFuelPrice(fuelPrice) }),
    fees: fees.map(({ code, quantity }) => ({ code, quantity: Number(quantity) })),
    fuelReceipts: receipts.map(receiptOf),
  };
}

function receiptOf({
  amountCents,
  approved,
  submittedAt,
}: NonNullable<PricedUse['receipts']>[number]): FuelReceipt {
  if (!isCents(amountCents)) throw new RangeError(`${amountCents} is no amount in cents`);
  return { amountCents, approved, submittedAt: moment(submittedAt) };
}
