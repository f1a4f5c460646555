import type { PriceList } from './price-list.ts';
import { type FuelPrice, isFuelPrice } from './units.ts';

/** Finer than any boundary of a band, which has four decimals at most. */
const DECIMALS = 4;

/** The change of the kilometre price in cents, and whether the product chose it where the list stops (T11). */
export interface FuelAdjustment {
  readonly cents: number;
  readonly decided: boolean;
}

/**
 * The official price of a litre from its decimal string, or `undefined` where that is not positive, no decimal
 * string, or too large to be counted exactly.
 */
export function parseFuelPrice(text: string): FuelPrice | undefined {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || !/[1-9]/.test(text)) return undefined;
  const value = Number(whole + fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0'));
  return isFuelPrice(value) ? value : undefined;
}

/** What an official price of a litre adds to each kilometre: a band reaches from `from` to under `to` (T11). */
export function fuelAdjustment(
  { bands, below, above }: PriceList['fuelAdjustment'],
  price: FuelPrice,
): FuelAdjustment {
  const band = bands.find(({ from, to }) => price >= scaled(from) && price < scaled(to));
  if (band !== undefined) return { cents: band.cents, decided: false };
  const highest = bands.at(-1);
  if (highest === undefined || price < scaled(highest.to)) return below;
  const steps = Math.floor((price - scaled(highest.to)) / scaled(above.step)) + 1;
  return { cents: highest.cents + steps * above.cents, decided: above.decided };
}

const scaled = (euros: string): number => parseFuelPrice(euros) ?? 0;
