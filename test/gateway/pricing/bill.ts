import { priceOf } from './built-in-lists.ts';
import type { RentalJson } from './rental-json.ts';

/** A line in short: `time.hour 3 x 235 = 705`. */
export function bill(rental: RentalJson): string[] {
  const priced = priceOf(rental);
  if ('error' in priced) return [`${priced.error.code}: ${priced.error.message}`];
  return priced.lines.map(
    ({ code, quantity, unitPriceCents, amountCents }) =>
      `${code} ${quantity} x ${unitPriceCents} = ${amountCents}`,
  );
}

/** The lines of a bill whose code starts with `prefix`. */
export const linesOf = (prefix: string, rental: RentalJson): string[] =>
  bill(rental).filter((line) => line.startsWith(prefix));

/** The total of a rental in cents; throws where it has no price. */
export function totalOf(rental: RentalJson): number {
  const priced = priceOf(rental);
  if ('error' in priced) throw new Error(priced.error.message);
  return priced.totalCents;
}

/** The error of a rental, `undefined` where it has a price. */
export function errorOf(rental: unknown): { code: string; message: string } | undefined {
  const priced = priceOf(rental);
  return 'error' in priced ? priced.error : undefined;
}
