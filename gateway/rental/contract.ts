import type { EntryBodyOf } from '../../protocol/entry/bodies.ts';
import type { CarId, ChargeId, Pseudonym, ReservationId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { ReservationChange } from '../storage/reservations.ts';
import type { ReadEntry } from './read-entry.ts';

/** A fee or compensation that the operator added by hand. */
export interface ManualCharge {
  readonly charge: ChargeId;
  readonly code: string;
  /** A decimal number as text. */
  readonly quantity: string;
}

/** A receipt for fuel that the customer paid (T14). */
export interface HandedReceipt {
  readonly charge: ChargeId;
  readonly amountCents: number;
  readonly approved: boolean;
  readonly submittedAt: EpochMilliseconds;
}

/** All that the operator's signed entries say of a reservation, as far as its price depends on it. */
export interface ContractFacts {
  readonly customer: Pseudonym;
  readonly driver: Pseudonym;
  readonly formula: string;
  readonly plus: boolean;
  readonly priceClass: string;
  readonly startsAt: EpochMilliseconds;
  readonly firstEndsAt: EpochMilliseconds;
  /** In the order in which they were asked (T8). */
  readonly changes: readonly ReservationChange[];
  readonly cancelledAt: EpochMilliseconds | null;
  /** Euros a litre, before the first day of the month of the start (T11); null where none was entered. */
  readonly fuelPrice: string | null;
  readonly charges: readonly ManualCharge[];
  readonly decisions: ReadonlyMap<ChargeId, { readonly accepted: boolean; readonly entry: number }>;
  readonly receipts: readonly HandedReceipt[];
  /** Metres to bill instead of those of the odometer; null where nobody corrected them. */
  readonly correctedMetres: number | null;
  /** Numbers of the entries that these facts were taken from, rising; decisions aside. */
  readonly entries: readonly number[];
}

/**
 * The facts of a reservation out of the entries about it, its customer, its car and fuel; null where none made it for
 * this car. A pure function: what the entries say is all there is (D10).
 */
export function contractFrom(
  entries: readonly ReadEntry[],
  car: CarId,
  reservation: ReservationId,
): ContractFacts | null {
  const own = entries.filter(({ body }) => 'reservation' in body && body.reservation === reservation);
  const made = newest(own, 'reservation-made');
  if (made === undefined || made.body.car !== car) return null;
  const { customer, driver, startsAt, endsAt } = made.body;
  const terms = termsAt(all(entries, 'customer-terms'), customer, startsAt);
  const carTerms = all(entries, 'car-terms').findLast(({ body }) => body.car === car);
  if (terms === undefined || carTerms === undefined) return null;
  const changes = all(own, 'reservation-changed');
  const cancelled = newest(own, 'reservation-cancelled');
  const fuel = fuelPriceAt(all(entries, 'fuel-price'), startsAt);
  const decided = all(own, 'charge-decided');
  const decisions = new Map(
    decided.map(({ number, body }) => [body.charge, { accepted: body.accepted, entry: number }]),
  );
  const added = all(own, 'charge-added').filter(({ body }) => decisions.get(body.charge)?.accepted !== false);
  const receipts = all(own, 'receipt-handed-in');
  const corrected = newest(own, 'distance-corrected');
  const used = [made, terms, carTerms, ...changes, cancelled, fuel, ...added, ...receipts, corrected];
  return {
    customer,
    driver,
    formula: terms.body.formula,
    plus: terms.body.plus,
    priceClass: carTerms.body.priceClass,
    startsAt,
    firstEndsAt: endsAt,
    changes: changes
      .map(({ body }) => ({ at: body.askedAt, endsAt: body.endsAt, hinders: body.hinders }))
      .sort((left, right) => left.at - right.at),
    cancelledAt: cancelled?.body.askedAt ?? null,
    fuelPrice: fuel?.body.eurosPerLitre ?? null,
    charges: added.map(({ body: { charge, code, quantity } }) => ({ charge, code, quantity })),
    decisions,
    receipts: receipts.map(({ body }) => receiptFrom(body, decisions.get(body.charge)?.accepted)),
    correctedMetres: corrected?.body.distanceMetres ?? null,
    entries: used.flatMap((entry) => entry?.number ?? []).sort((left, right) => left - right),
  };
}

type KindOf = ReadEntry['body']['kind'];
type EntryOf<Kind extends KindOf> = ReadEntry & { readonly body: EntryBodyOf<Kind> };

const isOf =
  <Kind extends KindOf>(kind: Kind) =>
  (entry: ReadEntry): entry is EntryOf<Kind> =>
    entry.body.kind === kind;

const all = <Kind extends KindOf>(entries: readonly ReadEntry[], kind: Kind): EntryOf<Kind>[] =>
  entries.filter(isOf(kind));
const newest = <Kind extends KindOf>(entries: readonly ReadEntry[], kind: Kind): EntryOf<Kind> | undefined =>
  entries.findLast(isOf(kind));

/** A later decision on a receipt stands. */
const receiptFrom = (
  { charge, amountCents, submittedAt, approved }: EntryBodyOf<'receipt-handed-in'>,
  decided: boolean | undefined,
): HandedReceipt => ({ charge, amountCents, submittedAt, approved: decided ?? approved });

/** The newest terms that hold at the start; before the first ones those. */
export function termsAt<Entry extends EntryOf<'customer-terms'>>(
  entries: readonly Entry[],
  customer: Pseudonym,
  startsAt: EpochMilliseconds,
): Entry | undefined {
  const own = entries
    .filter(({ body }) => body.customer === customer)
    .toSorted((left, right) => left.body.from - right.body.from || left.number - right.number);
  return own.findLast(({ body }) => body.from <= startsAt) ?? own[0];
}

const localDate = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels', dateStyle: 'short' });

/** First day of the local month that holds a moment, as `2026-06-01`. */
export const monthStart = (time: EpochMilliseconds): string => `${localDate.format(time).slice(0, 7)}-01`;

/** The last official price known before the first day of the month of the start (T11). */
function fuelPriceAt<Entry extends EntryOf<'fuel-price'>>(
  entries: readonly Entry[],
  startsAt: EpochMilliseconds,
): Entry | undefined {
  const before = monthStart(startsAt);
  return entries
    .filter(({ body }) => body.date < before)
    .toSorted((left, right) =>
      left.body.date === right.body.date
        ? left.number - right.number
        : left.body.date < right.body.date
          ? -1
          : 1,
    )
    .at(-1);
}
