declare const unit: unique symbol;

/** A plain value that carries its unit or kind in its type only. */
export type Branded<Value, Name extends string> = Value & { readonly [unit]: Name };

function wholeNumber<const Name extends string>(name: Name, least = Number.MIN_SAFE_INTEGER) {
  const isWhole = (value: number): value is Branded<number, Name> =>
    Number.isSafeInteger(value) && value >= least;
  return (value: number): Branded<number, Name> => {
    if (!isWhole(value)) throw new RangeError(`${value} is no whole number of ${name} from ${least}`);
    return value;
  };
}

/** Distance or odometer reading in whole metres (D9). */
export type Metres = Branded<number, 'metres'>;
export const metres = wholeNumber('metres', 0);

/** A length of time, or the time since boot where it says *elapsed*, in milliseconds. */
export type Milliseconds = Branded<number, 'milliseconds'>;
export const milliseconds = wholeNumber('milliseconds', 0);

/** Wall time: milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMilliseconds = Branded<number, 'epoch milliseconds'>;
export const epochMilliseconds = wholeNumber('epoch milliseconds', 0);

/** Wall time in whole seconds since 1970-01-01T00:00:00Z: NumericDate of RFC 8392. */
export type EpochSeconds = Branded<number, 'epoch seconds'>;
export const epochSeconds = wholeNumber('epoch seconds', 0);

/** Money in euro cents. */
export type Cents = Branded<number, 'cents'>;
export const cents = wholeNumber('cents');

/** The second that holds a wall time; the fraction is cut off. */
export const toEpochSeconds = (time: EpochMilliseconds): EpochSeconds =>
  epochSeconds(Math.floor(time / 1000));

/** The first millisecond of a second. */
export const toEpochMilliseconds = (time: EpochSeconds): EpochMilliseconds => epochMilliseconds(time * 1000);

/** A wall time moved by a number of milliseconds, which may be negative. */
export const shifted = (time: EpochMilliseconds, byMilliseconds: number): EpochMilliseconds =>
  epochMilliseconds(time + byMilliseconds);

/** The time from `from` to `to`; zero where `to` is earlier. */
export const between = (from: number, to: number): Milliseconds => milliseconds(Math.max(0, to - from));
