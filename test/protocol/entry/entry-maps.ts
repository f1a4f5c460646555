import type { CborMap } from '../../../protocol/codec/value.ts';
import { type EntryBody, entryKinds } from '../../../protocol/entry/bodies.ts';
import { entryHeaderCodec, entryNoteCodec } from '../../../protocol/entry/entry.ts';
import { evidenceCodec } from '../../../protocol/entry/evidence.ts';
import { carId, chargeId, journalId, pseudonym, reservationId } from '../../../protocol/ids.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';

const time = epochMilliseconds(1_780_295_400_000);
const reservation = reservationId('b1b2b3b4b5b6b7b8');
const customer = pseudonym('d1d2d3d4d5d6d7d8');
const charge = chargeId('f1f2f3f4f5f6f7f8');
const car = carId('car-007');
const journal = journalId('a1a2a3a4a5a6a7a8');
const digest = new Uint8Array(32);

/** One entry of each kind, with all fields; those with optional ones a second time without. */
export const entryBodies: readonly EntryBody[] = [
  { kind: 'car-terms', car, priceClass: 'S' },
  { kind: 'customer-terms', customer, formula: 'START', plus: true, from: time, contributionCents: 15_000 },
  { kind: 'customer-terms', customer, formula: 'START', plus: false, from: time },
  { kind: 'reservation-made', reservation, car, customer, driver: customer, startsAt: time, endsAt: time },
  { kind: 'reservation-changed', reservation, askedAt: time, endsAt: time, hinders: false },
  { kind: 'reservation-cancelled', reservation, askedAt: time },
  { kind: 'fuel-price', date: '2026-05-29', eurosPerLitre: '1.759' },
  {
    kind: 'charge-added',
    charge,
    reservation,
    customer,
    code: 'compensation',
    quantity: '1',
    occurredAt: time,
  },
  { kind: 'charge-added', charge, customer, code: 'second-reminder', quantity: '1', occurredAt: time },
  { kind: 'charge-decided', charge, reservation, accepted: true },
  { kind: 'charge-decided', charge, accepted: false },
  { kind: 'receipt-handed-in', charge, reservation, amountCents: 2540, submittedAt: time, approved: true },
  { kind: 'distance-corrected', reservation, distanceMetres: metres(1000) },
  { kind: 'way-assigned', car, journal, seq: 3, part: 0, purpose: 'customer', customer },
  { kind: 'way-assigned', car, journal, seq: 3, part: 0, purpose: 'service' },
  { kind: 'invoice-issued', customer, month: '2026-06', invoice: '2026-06-0001', digest },
  { kind: 'person-erased', person: customer },
  { kind: 'user-allowed', customer, driver: customer },
];

const bodyMaps = Map.groupBy(entryBodies, ({ kind }) => kind);

/** What entries and evidence look like on the wire, for the schema of the specification. */
export const entryMaps = [
  ...[...bodyMaps].map(([rule, bodies]) => ({
    rule,
    maps: bodies.map(({ kind, ...fields }) => entryKinds[kind].write(fields)),
    read: (map: CborMap) => ({ ...entryKinds[rule].read(map) }),
  })),
  {
    rule: 'entry-header',
    maps: [{}, { noteDigest: digest, ordinal: 1 }].map((more) =>
      entryHeaderCodec.write({
        number: 1,
        kind: 1,
        enteredAt: time,
        link: digest,
        bodyDigest: digest,
        ...more,
      }),
    ),
    read: (map: CborMap) => ({ ...entryHeaderCodec.read(map) }),
  },
  {
    rule: 'entry-note',
    maps: [entryNoteCodec.write({ salt: new Uint8Array(16), by: 'Bo', reason: 'seen' })],
    read: (map: CborMap) => ({ ...entryNoteCodec.read(map) }),
  },
  {
    rule: 'evidence',
    maps: [
      evidenceCodec.write({
        car,
        reservation,
        records: [digest],
        entries: [digest],
        priceList: '{}',
        statement: '{}',
        version: 1,
        receivedAt: time,
        billedAt: time,
      }),
    ],
    read: (map: CborMap) => ({ ...evidenceCodec.read(map) }),
  },
];
