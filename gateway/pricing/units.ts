declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Whole euro cents; negative for credits. A safe integer. */
export type Cents = Branded<number, 'Cents'>;

/** Whole metres by the odometer, zero or more. */
export type Metres = Branded<number, 'Metres'>;

/** Ten-thousandths of a euro per litre, digits beyond cut off: finer than any boundary of a band (T11). */
export type FuelPrice = Branded<number, 'FuelPrice'>;

/** Milliseconds since 1970-01-01T00:00Z; a finer fraction counts as half a millisecond. */
export type Moment = Branded<number, 'Moment'>;

/** A step of a list's grid (T3: a quarter-hour), counted from 1970-01-01T00:00Z. */
export type Slot = Branded<number, 'Slot'>;

/** True for a number that can stand as {@link Cents}. */
export const isCents = (value: number): value is Cents => Number.isSafeInteger(value);

/** True for a number that can stand as {@link Metres}. */
export const isMetres = (value: number): value is Metres => Number.isSafeInteger(value) && value >= 0;

/** True for a number that can stand as {@link FuelPrice}. */
export const isFuelPrice = (value: number): value is FuelPrice => Number.isSafeInteger(value) && value >= 0;

const isMoment = (value: number): value is Moment => Number.isFinite(value);
const isSlot = (value: number): value is Slot => Number.isSafeInteger(value);

/** The moment of a number of milliseconds; throws `RangeError` where there is none. */
export function moment(milliseconds: number): Moment {
  if (!isMoment(milliseconds)) throw new RangeError(`${milliseconds} ms is no moment`);
  return milliseconds;
}

/** The slot of that index; throws `RangeError` for a fraction. */
export function slot(index: number): Slot {
  if (!isSlot(index)) throw new RangeError(`${index} is no slot`);
  return index;
}
