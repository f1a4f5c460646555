import type { EntryNote } from '../../protocol/entry/entry.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import type { EntryLog } from '../entries/entry-log.ts';
import type { Billing } from '../rental/billing.ts';
import type { ReadEntry } from '../rental/read-entry.ts';
import type { Storage } from '../storage/storage.ts';
import { refused } from './faults.ts';

/** An official price of a litre of Euro95/E10, in force from a date (T11). */
export interface OfficialFuelPrice {
  /** YYYY-MM-DD */
  readonly date: string;
  /** A decimal number, such as `1.759`. */
  readonly eurosPerLitre: string;
}

export interface FuelPriceParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly billing: Billing;
  readonly readEntry: (raw: Uint8Array) => ReadEntry | null;
  readonly isFuelPrice: (text: string) => boolean;
}

/** Prices of fuel, as they are published; a later entry for a date corrects the earlier one. */
export const createFuelPrices = ({ storage, entries, billing, readEntry, isFuelPrice }: FuelPriceParts) => ({
  /** Works out anew what was billed for months that the price holds in (T11). @throws {Fault} `invalid-fuel-price`. */
  addFuelPrice: ({ date, eurosPerLitre }: OfficialFuelPrice, note?: EntryNote): void =>
    storage.transaction(() => {
      if (!isFuelPrice(eurosPerLitre))
        throw refused('invalid-fuel-price', `${eurosPerLitre}: no positive decimal number of euros a litre`);
      const { number } = entries.append({ kind: 'fuel-price', date, eurosPerLitre }, note);
      const [from, to] = [firstOfMonthAfter(date), epochMilliseconds(Number.MAX_SAFE_INTEGER)];
      for (const reservation of storage.statements.startingBetween(from, to))
        billing.rerate(reservation, `entry ${number}`);
    }),

  /** In the order of their dates, the newest entry of a date last. */
  fuelPrices: (): OfficialFuelPrice[] =>
    storage.entries
      .ofKind('fuel-price')
      .flatMap(({ raw }) => readEntry(raw) ?? [])
      .flatMap(({ body }) => (body.kind === 'fuel-price' ? body : []))
      .map(({ date, eurosPerLitre }) => ({ date, eurosPerLitre }))
      .sort((left, right) => (left.date < right.date ? -1 : left.date > right.date ? 1 : 0)),
});

/** A day early, since months begin by the local clock. */
function firstOfMonthAfter(date: string) {
  const next = Temporal.PlainDate.from(date).with({ day: 1 }).add({ months: 1 }).subtract({ days: 1 });
  return epochMilliseconds(Math.max(0, Date.parse(next.toString())));
}
