import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import { carriedListFields, listKinds } from '../lists/list.ts';
import {
  bytes,
  bytesBetween,
  carField,
  metresField,
  reservationField,
  uint,
  wallTimeField,
  wordField,
} from '../messages/fields.ts';
import { type MapCodec, mapCodec } from '../messages/map.ts';
import { actions, checklistItems, clockQualities, verdicts } from '../messages/words.ts';
import { maxTokenBytes } from '../token/token.ts';
import { agreementKeyBytes } from './channel.ts';

/** The version of the dialogue that this code speaks (clause 6.3). */
export const linkVersion = 1;
/** Of a parcel in one message. */
export const maxPieceBytes = 1_900;

const versions = z.array(uint.min(1)).min(1).max(16);

const hello = mapCodec(
  'hello',
  { versions: 1, agreementKey: 2 },
  z.strictObject({
    versions,
    /** P-256, x ‖ y; fresh for each hello. */
    agreementKey: bytes(agreementKeyBytes),
  }),
);

const welcome = mapCodec(
  'welcome',
  { greeting: 1, signature: 2 },
  z.strictObject({
    /** As `greetingCodec` reads it. */
    greeting: bytesBetween(1, 256),
    /** Ed25519 by the car, over hello and greeting. */
    signature: bytes(64),
  }),
);

const greetingCodec = mapCodec(
  'greeting',
  {
    version: 1,
    car: 2,
    nonce: 3,
    clockQuality: 4,
    wallTime: 5,
    versions: 6,
    agreementKey: 7,
    keySet: 8,
    revokedKeys: 9,
    denyList: 10,
  },
  z.strictObject({
    /** The highest of hello's versions that the car speaks. */
    version: uint.min(1),
    car: carField,
    /** For the next request's proof; good once. */
    nonce: bytes(16),
    clockQuality: wordField(clockQualities),
    wallTime: wallTimeField,
    /** All that the car speaks. */
    versions,
    agreementKey: bytes(agreementKeyBytes),
    /** Numbers of the lists that the car has, 0 for none (clause 12). */
    keySet: uint,
    revokedKeys: uint,
    denyList: uint,
  }),
);

/** What the car says of itself in its welcome, and signs. */
export type Greeting = ReturnType<typeof greetingCodec.read>;
export const encodeGreeting = (greeting: Greeting): Uint8Array => encode(greetingCodec.write(greeting));
/** @throws {MalformedError} */
export const decodeGreeting = (greeting: Uint8Array): Greeting => greetingCodec.read(decode(greeting));

/** AES-256-GCM around one of the messages below; the phone counts from 1, the answer has the request's counter. */
const sealed = (name: string) =>
  mapCodec(
    name,
    { counter: 1, ciphertext: 2 },
    z.strictObject({ counter: uint.min(1), ciphertext: bytesBetween(17, maxCiphertextBytes) }),
  );
/** What a link message can carry (clause 9). */
const maxCiphertextBytes = 2_000;

const request = mapCodec(
  'request',
  { action: 1, token: 2, proof: 3 },
  z.strictObject({
    action: wordField(actions),
    token: bytesBetween(1, maxTokenBytes),
    proof: bytes(64),
  }),
);

const answer = mapCodec(
  'answer',
  {
    verdict: 1,
    nonce: 2,
    doorsLocked: 3,
    missing: 4,
    rental: 5,
    odometerMetres: 6,
    openedAt: 7,
    receipt: 8,
    fuelCardPin: 20,
  },
  z.strictObject({
    verdict: wordField(verdicts),
    /** For the next request's proof. */
    nonce: bytes(16),
    /** As read back from the lock; absent where the car cannot tell. */
    doorsLocked: z.boolean().optional(),
    /** What stands against the end of the rental, with `checklist-incomplete`. */
    missing: z.array(wordField(checklistItems)).max(16).optional(),
    /** The open rental, for the phone whose reservation it is. */
    rental: reservationField.optional(),
    odometerMetres: metresField.optional(),
    openedAt: wallTimeField.optional(),
    /** For the phone of the open rental, with the engine off. */
    fuelCardPin: z
      .string()
      .regex(/^\d{4,12}$/)
      .optional(),
    /** The car's signed receipt, to be kept (clause 12.6). */
    receipt: bytesBetween(1, 1_024).optional(),
  }),
);

/** A list that the phone brings (clause 12). */
const list = mapCodec('list', { list: 1, signed: 2 }, z.strictObject(carriedListFields));

/** What the car made of it, and which number it has now. */
const listJudged = mapCodec(
  'list-judged',
  { list: 1, outcome: 2, number: 3 },
  z.strictObject({
    list: wordField(listKinds),
    outcome: wordField({ taken: 1, known: 2, refused: 3 }),
    number: uint,
  }),
);

/** Asks for the records of the rental that the phone has proved its right to, from a byte of the parcel on (clause 12.7). */
const collect = mapCodec('collect', { offset: 1 }, z.strictObject({ offset: uint }));

/** A piece of the parcel; `total` 0: there is nothing to carry. */
const parcelPiece = mapCodec(
  'parcel-piece',
  { offset: 1, total: 2, piece: 3 },
  z.strictObject({ offset: uint, total: uint, piece: bytesBetween(0, maxPieceBytes) }),
);

const faultCodes = {
  'version-not-spoken': 1,
  'hello-missing': 2,
  malformed: 3,
  busy: 4,
  internal: 5,
} as const;

const fault = mapCodec(
  'fault',
  { fault: 1, temporary: 2, mayHaveHappened: 3 },
  z.strictObject({
    fault: wordField(faultCodes),
    temporary: z.boolean(),
    mayHaveHappened: z.boolean(),
  }),
);

function type<const Name extends string, Fields extends object>(
  name: Name,
  number: number,
  codec: MapCodec<Fields>,
) {
  return {
    number,
    read: (item: CborValue): { readonly type: Name } & Fields => ({ type: name, ...codec.read(item) }),
    write: codec.writeChecked,
  };
}

/** Messages by name with their number; odd ones come from the phone, even ones from the car (clause 6.2). */
export const linkMessages = {
  hello: type('hello', 1, hello),
  welcome: type('welcome', 2, welcome),
  request: type('request', 3, request),
  answer: type('answer', 4, answer),
  fault: type('fault', 6, fault),
  'sealed-request': type('sealed-request', 7, sealed('sealed-request')),
  'sealed-answer': type('sealed-answer', 8, sealed('sealed-answer')),
  list: type('list', 9, list),
  'list-judged': type('list-judged', 10, listJudged),
  collect: type('collect', 11, collect),
  'parcel-piece': type('parcel-piece', 12, parcelPiece),
} as const;

export type LinkMessage = ReturnType<(typeof linkMessages)[keyof typeof linkMessages]['read']>;
export type LinkMessageOf<Name extends LinkMessage['type']> = Extract<LinkMessage, { type: Name }>;

const typeOf = new Map(Object.values(linkMessages).map((entry) => [entry.number, entry]));

/** Message = [number, fields]. */
export function encodeLinkMessage({ type: name, ...fields }: LinkMessage): Uint8Array {
  return encode([linkMessages[name].number, linkMessages[name].write(fields)]);
}

/** @throws {MalformedError} */
export function decodeLinkMessage(message: Uint8Array): LinkMessage {
  const item = decode(message);
  if (!Array.isArray(item) || item.length !== 2)
    throw new MalformedError('link message: not an array of two');
  const [number, fields]: readonly CborValue[] = item;
  const known = typeof number === 'number' ? typeOf.get(number) : undefined;
  if (known === undefined || fields === undefined)
    throw new MalformedError(`link message: unknown type ${number}`);
  return known.read(fields);
}
