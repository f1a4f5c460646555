import { z } from 'zod';
import type { CborMap } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import type { CarId } from '../ids.ts';
import { issuerField, secondsField, uint } from '../messages/fields.ts';
import { type MapCodec, mapCodec } from '../messages/map.ts';
import {
  algorithmOf,
  deprecatedAlgorithms,
  type PinnedAlgorithm,
  signatureAlgorithms,
} from '../token/algorithm.ts';
import { scopeField } from '../token/claims.ts';
import { type PublicKey, readCoseKey, writeCoseKey } from '../token/cose-key.ts';

const algorithmNumbers = { ...signatureAlgorithms, ...deprecatedAlgorithms };
const algorithmField = z.codec(z.number().int(), z.custom<PinnedAlgorithm>(), {
  decode: (number, context) => {
    const algorithm = algorithmOf(number);
    if (algorithm !== null) return algorithm;
    context.issues.push({ code: 'custom', input: number, message: `unknown algorithm ${number}` });
    return z.NEVER;
  },
  encode: (algorithm) => algorithmNumbers[algorithm],
});

const mapItem = z.custom<CborMap>((item) => item instanceof Map, { error: 'not a map' });
const keyField = z.codec(mapItem, z.custom<PublicKey>(), { decode: readCoseKey, encode: writeCoseKey });

/** A car's name, or the beginning of names before a `*`. */
const carPattern = z.string().regex(/^([a-z0-9-]{1,8}|[a-z0-9-]{0,7}\*)$/);

const entryCodec = mapCodec(
  'key-set.issuer',
  { issuer: 1, algorithm: 2, key: 3, scopes: 4, longestLifeSeconds: 5, cars: 6, denies: 7 },
  z.strictObject({
    issuer: issuerField,
    /** Pinned: no other one is taken under this key. */
    algorithm: algorithmField,
    key: keyField,
    /** Actions that it may grant. */
    scopes: scopeField,
    /** Longest time between a token's `nbf` and `exp`. */
    longestLifeSeconds: uint.min(1),
    /** The cars that it may grant, by name or beginning (`car-0*`); all where absent. */
    cars: z.array(carPattern).min(1).max(16).optional(),
    /** Whether it may sign deny-lists. */
    denies: z.boolean(),
  }),
  'refuse',
);

/** An issuer in a key set, with what it may do (D7). */
export type KeySetEntry = ReturnType<typeof entryCodec.read>;

const entryField = z.codec(mapItem, z.custom<KeySetEntry>(), {
  decode: (map) => entryCodec.read(map),
  encode: (entry) => entryCodec.write(entry),
});

const schema = z.strictObject({
  number: uint.min(1),
  issuedAt: secondsField,
  issuers: z.array(entryField).min(1).max(16),
});

/** All issuers that a fleet's cars believe, signed by the offline root key (clause 12.2). */
export type KeySet = z.output<typeof schema>;

export const keySetCodec: MapCodec<KeySet> = mapCodec(
  'key-set',
  { number: 1, issuedAt: 2, issuers: 3 },
  schema,
  'refuse',
);

/** Whether a car is among those that an issuer may grant. */
export const coversCar = (cars: readonly string[] | undefined, car: CarId): boolean =>
  cars?.some((pattern) => (pattern.endsWith('*') ? car.startsWith(pattern.slice(0, -1)) : pattern === car)) ??
  true;

/** @throws {MalformedError} on what is no pattern of car names. */
export function requireCarPattern(text: string): string {
  if (carPattern.safeParse(text).success) return text;
  throw new MalformedError(`${text}: neither a car's name nor the beginning of one before a *`);
}
