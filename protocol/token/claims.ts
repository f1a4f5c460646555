import { z } from 'zod';
import type { CborMap } from '../codec/value.ts';
import {
  bytesBetween,
  carField,
  issuerField,
  reservationField,
  secondsField,
  subjectField,
  tokenIdField,
  uint,
} from '../messages/fields.ts';
import { type MapCodec, mapCodec } from '../messages/map.ts';
import { type Action, actions } from '../messages/words.ts';
import { type PublicKey, readCoseKey, writeCoseKey } from './cose-key.ts';

const mapItem = z.custom<CborMap>((item) => item instanceof Map, { error: 'not a map' });

/** `cnf` (RFC 8747): {1: COSE_Key}, the phone's public key. */
const confirmationField = z.codec(mapItem, z.custom<PublicKey>(), {
  decode: (map, context) => {
    const key = map.size === 1 ? map.get(1) : undefined;
    if (key !== undefined) return readCoseKey(key);
    context.issues.push({ code: 'custom', input: map, message: 'not {1: COSE_Key}' });
    return z.NEVER;
  },
  encode: (key) => new Map([[1, writeCoseKey(key)]]),
});

const isAction = (word: string): word is Action => Object.hasOwn(actions, word);
const allActions = Object.keys(actions).filter(isAction);

/** `scope` as a byte string (RFC 9200 §5.8.1): one byte for each action, in rising order. */
export const scopeField = z.codec(bytesBetween(1, 16), z.custom<readonly Action[]>(), {
  decode: (numbers, context) => {
    const granted = allActions.filter((action) => numbers.includes(actions[action]));
    const rising = numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
    if (rising && granted.length === numbers.length) return granted;
    context.issues.push({ code: 'custom', input: numbers, message: 'not rising numbers of known actions' });
    return z.NEVER;
  },
  encode: (granted) => Uint8Array.from(granted.map((action) => actions[action]).sort((a, b) => a - b)),
});

const rightsSchema = z.strictObject({
  reservation: reservationField,
  /** Until when the car may be out; the reserved end as the issuer knew it. */
  latestReturnAt: secondsField,
  /** Number of the car's deny-list when the token was made (clause 7.6). */
  denyListNumber: uint.optional(),
  /** How often the token opens the car; no limit where absent. */
  uses: uint.min(1).optional(),
});

const rightsCodec = mapCodec(
  'token.rights',
  { reservation: 1, latestReturnAt: 2, denyListNumber: 3, uses: 4 },
  rightsSchema,
  'refuse',
);

const rightsField = z.codec(mapItem, z.custom<z.output<typeof rightsSchema>>(), {
  decode: (map) => rightsCodec.read(map),
  encode: (rights) => rightsCodec.write(rights),
});

const schema = z.strictObject({
  issuer: issuerField,
  subject: subjectField,
  /** The one car that it is for. */
  audience: carField,
  expiresAt: secondsField,
  notBefore: secondsField,
  issuedAt: secondsField,
  tokenId: tokenIdField,
  confirmation: confirmationField,
  scope: scopeField,
  rights: rightsField,
});

/** What a token says (D7, clause 7.3): a CWT claims set in which nothing unknown is let through. */
export type Claims = z.output<typeof schema>;

export const claimsCodec: MapCodec<Claims> = mapCodec(
  'token',
  {
    issuer: 1,
    subject: 2,
    audience: 3,
    expiresAt: 4,
    notBefore: 5,
    issuedAt: 6,
    tokenId: 7,
    confirmation: 8,
    scope: 9,
    rights: -65537,
  },
  schema,
  'refuse',
);
