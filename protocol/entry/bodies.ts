import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import {
  bytes,
  carField,
  chargeField,
  journalField,
  metresField,
  pseudonymField,
  reservationField,
  uint,
  wallTimeField,
  wordField,
} from '../messages/fields.ts';
import { type MapCodec, mapCodec } from '../messages/map.ts';

const name = z.string().regex(/^[ -~]{1,64}$/, 'not 1 to 64 printable characters');
/** Money, quantities and prices are decimal text: CBOR here has no fractions. */
const decimal = z.string().regex(/^\d{1,9}(\.\d{1,9})?$/, 'not a decimal number');
const date = z.iso.date();
const flag = z.boolean();

function kind<const Name extends string, Body extends object>(
  name: Name,
  number: number,
  codec: MapCodec<Body>,
) {
  const read = (value: CborValue): { readonly kind: Name } & Body => ({ kind: name, ...codec.read(value) });
  return { number, read, write: codec.writeChecked };
}

/** All kinds of the operator's entries by name, with their number on the wire (clause 14.2). */
export const entryKinds = {
  'car-terms': kind(
    'car-terms',
    1,
    mapCodec('car-terms', { car: 1, priceClass: 2 }, z.strictObject({ car: carField, priceClass: name })),
  ),
  'customer-terms': kind(
    'customer-terms',
    2,
    mapCodec(
      'customer-terms',
      { customer: 1, formula: 2, plus: 3, from: 4, contributionCents: 5 },
      z.strictObject({
        customer: pseudonymField,
        formula: name,
        plus: flag,
        /** For reservations that start from here on. */
        from: wallTimeField,
        /** Paid, and with it the limit of use; absent where none was entered. */
        contributionCents: uint.optional(),
      }),
    ),
  ),
  'reservation-made': kind(
    'reservation-made',
    3,
    mapCodec(
      'reservation-made',
      { reservation: 1, car: 2, customer: 3, driver: 4, startsAt: 5, endsAt: 6 },
      z.strictObject({
        reservation: reservationField,
        car: carField,
        customer: pseudonymField,
        driver: pseudonymField,
        startsAt: wallTimeField,
        endsAt: wallTimeField,
      }),
    ),
  ),
  'reservation-changed': kind(
    'reservation-changed',
    4,
    mapCodec(
      'reservation-changed',
      { reservation: 1, askedAt: 2, endsAt: 3, hinders: 4 },
      z.strictObject({
        reservation: reservationField,
        /** Earlier than the entry where it was entered afterwards. */
        askedAt: wallTimeField,
        endsAt: wallTimeField,
        hinders: flag,
      }),
    ),
  ),
  'reservation-cancelled': kind(
    'reservation-cancelled',
    5,
    mapCodec(
      'reservation-cancelled',
      { reservation: 1, askedAt: 2 },
      z.strictObject({ reservation: reservationField, askedAt: wallTimeField }),
    ),
  ),
  'fuel-price': kind(
    'fuel-price',
    6,
    mapCodec('fuel-price', { date: 1, eurosPerLitre: 2 }, z.strictObject({ date, eurosPerLitre: decimal })),
  ),
  'charge-added': kind(
    'charge-added',
    7,
    mapCodec(
      'charge-added',
      { charge: 1, reservation: 2, customer: 3, code: 4, quantity: 5, occurredAt: 6 },
      z.strictObject({
        charge: chargeField,
        /** Absent where it belongs to no rental. */
        reservation: reservationField.optional(),
        customer: pseudonymField,
        code: name,
        quantity: decimal,
        occurredAt: wallTimeField,
      }),
    ),
  ),
  'charge-decided': kind(
    'charge-decided',
    8,
    mapCodec(
      'charge-decided',
      { charge: 1, reservation: 2, accepted: 3 },
      z.strictObject({ charge: chargeField, reservation: reservationField.optional(), accepted: flag }),
    ),
  ),
  'receipt-handed-in': kind(
    'receipt-handed-in',
    9,
    mapCodec(
      'receipt-handed-in',
      { charge: 1, reservation: 2, amountCents: 3, submittedAt: 4, approved: 5 },
      z.strictObject({
        charge: chargeField,
        reservation: reservationField,
        amountCents: uint,
        submittedAt: wallTimeField,
        approved: flag,
      }),
    ),
  ),
  'distance-corrected': kind(
    'distance-corrected',
    10,
    mapCodec(
      'distance-corrected',
      { reservation: 1, distanceMetres: 2 },
      z.strictObject({ reservation: reservationField, distanceMetres: metresField }),
    ),
  ),
  'way-assigned': kind(
    'way-assigned',
    11,
    mapCodec(
      'way-assigned',
      { car: 1, journal: 2, seq: 3, part: 4, purpose: 5, customer: 6 },
      z.strictObject({
        car: carField,
        journal: journalField,
        seq: uint,
        part: uint,
        purpose: wordField({ service: 1, customer: 2, theft: 3 }),
        customer: pseudonymField.optional(),
      }),
    ),
  ),
  'invoice-issued': kind(
    'invoice-issued',
    12,
    mapCodec(
      'invoice-issued',
      { customer: 1, month: 2, invoice: 3, digest: 4 },
      z.strictObject({
        customer: pseudonymField,
        month: z.string().regex(/^\d{4}-\d\d$/),
        invoice: name,
        /** SHA-256 of the invoice as kept. */
        digest: bytes(32),
      }),
    ),
  ),
  'person-erased': kind(
    'person-erased',
    13,
    mapCodec('person-erased', { person: 1 }, z.strictObject({ person: pseudonymField })),
  ),
  'user-allowed': kind(
    'user-allowed',
    14,
    mapCodec(
      'user-allowed',
      { customer: 1, driver: 2 },
      z.strictObject({ customer: pseudonymField, driver: pseudonymField }),
    ),
  ),
} as const;

export type EntryKind = keyof typeof entryKinds;

/** What an entry says: a union told apart by `kind`. */
export type EntryBody = ReturnType<(typeof entryKinds)[EntryKind]['read']>;
/** The body of one kind. */
export type EntryBodyOf<Kind extends EntryKind> = Extract<EntryBody, { kind: Kind }>;

const kindOf = new Map(Object.values(entryKinds).map((entry) => [entry.number, entry]));

export const encodeEntryBody = ({ kind, ...fields }: EntryBody): Uint8Array =>
  encode(entryKinds[kind].write(fields));

/** Null where the kind is unknown here. @throws {MalformedError} */
export const decodeEntryBody = (number: number, body: Uint8Array): EntryBody | null =>
  kindOf.get(number)?.read(decode(body)) ?? null;
