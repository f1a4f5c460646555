/** A refusal of the naive rules: T15, or T1 and T2. */
export class NaiveRefusal extends Error {
  readonly code: 'invalid-rental' | 'price-not-published';

  constructor(code: 'invalid-rental' | 'price-not-published', message: string) {
    super(message);
    this.code = code;
  }
}

export const invalid = (message: string): never => {
  throw new NaiveRefusal('invalid-rental', message);
};

/** Nanoseconds since the epoch. */
export type Instant = bigint;

export interface NaiveChange {
  readonly at: Instant;
  readonly end: Instant;
  readonly hinders: boolean;
}

/** A rental whose fields have the right types and forms. */
export interface NaiveRental {
  readonly formula: string;
  readonly priceClass: string;
  readonly priceList: string | undefined;
  readonly plus: boolean;
  readonly start: Instant;
  readonly end: Instant;
  readonly returnedAt: Instant | undefined;
  readonly cancelledAt: Instant | undefined;
  readonly distanceM: number;
  readonly changes: readonly NaiveChange[];
  readonly fuelPrice: string | undefined;
  readonly fees: readonly { readonly code: string; readonly quantity: number }[];
  readonly receipts: readonly { readonly amount: number; readonly approved: boolean; readonly at: Instant }[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the JSON of a rental field by field (T15, first clauses). */
export function readRental(json: unknown): NaiveRental {
  const rental = object(json, 'rental');
  if (text(rental, 'id') === '') invalid('id: empty');
  const { reservation: dates } = rental;
  const reservation = object(dates, 'reservation');
  const distanceM = optional(rental, 'distanceM', whole) ?? 0;
  const fuelPrice = optional(rental, 'fuelPriceEurPerLitre', text);
  if (fuelPrice !== undefined && (!/^\d+(\.\d+)?$/.test(fuelPrice) || Number(fuelPrice) <= 0))
    invalid('fuel price');
  return {
    formula: text(rental, 'formula'),
    priceClass: text(rental, 'priceClass'),
    priceList: optional(rental, 'priceList', text),
    plus: optional(rental, 'plus', flag) ?? false,
    start: instant(reservation, 'start'),
    end: instant(reservation, 'end'),
    returnedAt: optional(rental, 'returnedAt', instant),
    cancelledAt: optional(rental, 'cancelledAt', instant),
    distanceM,
    fuelPrice,
    changes: list(rental, 'changes').map((change) => ({
      at: instant(change, 'at'),
      end: instant(change, 'end'),
      hinders: optional(change, 'hinders', flag) ?? false,
    })),
    fees: list(rental, 'fees').map((fee) => ({
      code: text(fee, 'code'),
      quantity: optional(fee, 'quantity', positive) ?? 1,
    })),
    receipts: list(rental, 'fuelReceipts').map((receipt) => ({
      amount: whole(receipt, 'amountCents'),
      approved: optional(receipt, 'approved', flag) ?? false,
      at: instant(receipt, 'submittedAt'),
    })),
  };
}

function object(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return invalid(`${name}: no object`);
  return Object.fromEntries(Object.entries(value));
}

function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | undefined {
  return fields[name] === undefined ? undefined : read(fields, name);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : invalid(`${name}: no text`);
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  return typeof value === 'boolean' ? value : invalid(`${name}: neither true nor false`);
}

function whole(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : invalid(`${name}: not whole`);
}

function positive(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : invalid(`${name}: not above zero`);
}

function list(fields: Fields, name: string): Fields[] {
  const value = fields[name] ?? [];
  return Array.isArray(value) ? value.map((item) => object(item, name)) : invalid(`${name}: no list`);
}

const RFC_3339 = /^\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:\d\d)$/i;

function instant(fields: Fields, name: string): Instant {
  const value = text(fields, name);
  if (!RFC_3339.test(value) || value.slice(17, 19) === '60') return invalid(`${name}: not RFC 3339`);
  try {
    return Temporal.Instant.from(value).epochNanoseconds;
  } catch {
    return invalid(`${name}: no such time`);
  }
}
