import type { Cents, FuelPrice, Metres, Moment } from './units.ts';

/** All that a rental's price depends on besides the lists. T15 is not yet checked: `price` does that. */
export interface RentalFacts {
  readonly formula: string;
  readonly priceClass: string;
  /** Absent: the list valid at the reservation's start (T1). */
  readonly priceList?: string | undefined;
  readonly plus: boolean;
  readonly reservation: { readonly start: Moment; readonly end: Moment };
  /** Absent: never used. */
  readonly returnedAt?: Moment | undefined;
  /** By the odometer, over the whole rental (T10). */
  readonly distance: Metres;
  readonly cancelledAt?: Moment | undefined;
  /** In the order in which they were asked (T8). */
  readonly changes: readonly EndChange[];
  /** Absent: no adjustment (T11). */
  readonly fuelPrice?: FuelPrice | undefined;
  readonly fees: readonly ListedFee[];
  readonly fuelReceipts: readonly FuelReceipt[];
}

/** A change of the reservation's end (T8). */
export interface EndChange {
  readonly at: Moment;
  readonly end: Moment;
  /** Only an extension can hinder the next customer. */
  readonly hinders: boolean;
}

/** A fee that was charged (T12); a quantity above zero. */
export interface ListedFee {
  readonly code: string;
  readonly quantity: number;
}

/** A receipt for fuel that the customer paid (T14). */
export interface FuelReceipt {
  readonly amountCents: Cents;
  readonly approved: boolean;
  readonly submittedAt: Moment;
}
