import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { bytesBetween, wordField } from '../messages/fields.ts';
import { mapCodec } from '../messages/map.ts';

/** Signed, numbered lists that a car follows (clause 12). */
export const listKinds = { 'key-set': 1, 'revoked-keys': 2, 'deny-list': 3 } as const;
export type ListKind = keyof typeof listKinds;
export const allListKinds = ['key-set', 'revoked-keys', 'deny-list'] as const satisfies readonly ListKind[];

/** Largest signed list in bytes (clause 9). */
export const maxListBytes = 1_920;

/** One list as it travels, over MQTT or with a phone. */
export interface CarriedList {
  readonly list: ListKind;
  /** COSE_Sign1. */
  readonly signed: Uint8Array;
}

export const carriedListFields = {
  list: wordField(listKinds),
  signed: bytesBetween(1, maxListBytes),
};

const codec = mapCodec('carried-list', { list: 1, signed: 2 }, z.strictObject(carriedListFields));

/** Payload of the topic `lists`. */
export const encodeCarriedList = (list: CarriedList): Uint8Array => encode(codec.write(list));
/** @throws {MalformedError} */
export const decodeCarriedList = (bytes: Uint8Array): CarriedList => codec.read(decode(bytes));

/** Which of each kind a car has; 0 for none. */
export type ListNumbers = Readonly<Record<ListKind, number>>;
export const noLists: ListNumbers = { 'key-set': 0, 'revoked-keys': 0, 'deny-list': 0 };
