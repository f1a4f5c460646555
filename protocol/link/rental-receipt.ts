import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import {
  bytes,
  carField,
  journalField,
  metresField,
  permille,
  reservationField,
  subjectField,
  uint,
  wallTimeField,
  wordField,
} from '../messages/fields.ts';
import { mapCodec } from '../messages/map.ts';
import { checklistItems, clockQualities } from '../messages/words.ts';
import { signatureAlgorithms } from '../token/algorithm.ts';
import { decodeEnvelope, sealedBytes } from '../token/envelope.ts';
import { encodeSigned, type Sign } from '../token/signed.ts';

/** What the car signs with a receipt, in place of a topic (clause 12.6). */
const domain = 'ritmeter/1/rental-receipt';

/** Trips that a receipt names; of more, the last. */
export const mostReceiptTrips = 16;

const tripField = z.codec(
  z.custom<readonly CborValue[]>((item) => Array.isArray(item) && item.length === 3, {
    error: 'not [start, end, metres]',
  }),
  z.strictObject({ startedAt: wallTimeField, endedAt: wallTimeField, distanceMetres: metresField }),
  {
    decode: ([startedAt, endedAt, distanceMetres]) => ({
      startedAt: Number(startedAt),
      endedAt: Number(endedAt),
      distanceMetres: Number(distanceMetres),
    }),
    encode: ({ startedAt, endedAt, distanceMetres }) => [startedAt, endedAt, distanceMetres],
  },
);

const codec = mapCodec(
  'rental-receipt',
  {
    car: 1,
    reservation: 2,
    subject: 3,
    moment: 4,
    openedAt: 5,
    at: 6,
    clockQuality: 7,
    openedOdometerMetres: 8,
    odometerMetres: 9,
    trips: 10,
    openedFuelPermille: 11,
    fuelPermille: 12,
    keyInHolder: 13,
    fuelCardInHolder: 14,
    missing: 15,
    journal: 16,
    fromSeq: 17,
    throughSeq: 18,
    link: 19,
  },
  z.strictObject({
    car: carField,
    reservation: reservationField,
    subject: subjectField,
    /** Whether the rental goes on. */
    moment: wordField({ locked: 1, ended: 2 }),
    openedAt: wallTimeField,
    /** Of the lock. */
    at: wallTimeField,
    clockQuality: wordField(clockQualities),
    openedOdometerMetres: metresField,
    odometerMetres: metresField,
    trips: z.array(tripField).max(mostReceiptTrips),
    openedFuelPermille: permille.optional(),
    fuelPermille: permille.optional(),
    keyInHolder: z.boolean(),
    fuelCardInHolder: z.boolean(),
    /** Of the checklist, what still stands against the end. */
    missing: z.array(wordField(checklistItems)).max(16),
    /** The records that it rests on: from the opening through link(throughSeq). */
    journal: journalField,
    fromSeq: uint.min(1),
    throughSeq: uint.min(1),
    link: bytes(32),
  }),
);

/** What a car gives its driver to keep at a lock or the end (clause 12.6). */
export type RentalReceipt = ReturnType<typeof codec.read>;

/** COSE_Sign1 by the car. */
export const encodeRentalReceipt = (receipt: RentalReceipt, sign: Sign): Uint8Array =>
  encodeSigned(domain, encode(codec.write(receipt)), sign);

/** A receipt as read: nothing in it counts before `signature` is found good for `signedBytes` under the car's key. */
export interface UnverifiedReceipt {
  readonly receipt: RentalReceipt;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** @throws {MalformedError} */
export function decodeRentalReceipt(signed: Uint8Array): UnverifiedReceipt {
  const envelope = decodeEnvelope('sign1', signed);
  const { protectedHeader, unprotectedHeader, payload, seal } = envelope;
  const isOurs = protectedHeader.size === 1 && protectedHeader.get(1) === signatureAlgorithms.Ed25519;
  if (!isOurs || unprotectedHeader.size > 0)
    throw new MalformedError('rental-receipt: not signed as a car signs');
  return {
    receipt: codec.read(decode(payload)),
    signedBytes: sealedBytes('sign1', envelope, new TextEncoder().encode(domain)),
    signature: seal,
  };
}
