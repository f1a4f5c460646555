import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import { bytes, bytesBetween, carField } from './fields.ts';
import { mapCodec } from './map.ts';

/** Largest parcel in bytes (clause 9). */
export const maxParcelBytes = 65_536;
/** Of what a parcel holds; the rest is envelope. */
export const maxParcelContent = maxParcelBytes - 256;

const codec = mapCodec(
  'parcel',
  { car: 1, agreementKey: 2, ciphertext: 3 },
  z.strictObject({
    car: carField,
    /** P-256, x ‖ y; fresh for each parcel. */
    agreementKey: bytes(64),
    ciphertext: bytesBetween(17, maxParcelBytes),
  }),
);

/** Records of one rental, encrypted to the gateway, that a phone carries (clause 12.7). */
export type Parcel = ReturnType<typeof codec.read>;

export const encodeParcel = (parcel: Parcel): Uint8Array => encode(codec.write(parcel));

/** @throws {MalformedError} */
export function decodeParcel(parcel: Uint8Array): Parcel {
  if (parcel.length > maxParcelBytes) throw new MalformedError(`parcel: over ${maxParcelBytes} bytes`);
  return codec.read(decode(parcel));
}

/** What is inside: batches (clause 4.1), one after the other. */
export const encodeParcelContent = (batches: readonly Uint8Array[]): Uint8Array => encode([...batches]);

/** @throws {MalformedError} */
export function decodeParcelContent(content: Uint8Array): readonly Uint8Array[] {
  const item = decode(content);
  if (!Array.isArray(item)) throw new MalformedError('parcel: not an array of batches');
  return item.map((batch: CborValue) => {
    if (batch instanceof Uint8Array) return batch;
    throw new MalformedError('parcel: a batch is no byte string');
  });
}

const label = (text: string): Uint8Array => new TextEncoder().encode(text);
/** HKDF's info for the key of a parcel; its salt is the car's point followed by the gateway's. */
export const parcelInfo = label('ritmeter/1/parcel');
/** Each key is used once. */
export const parcelNonce = new Uint8Array(12);
