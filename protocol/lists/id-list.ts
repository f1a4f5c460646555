import { z } from 'zod';
import { compareBytes, concat, fromHex, toHex } from '../codec/bytes.ts';
import { carField, secondsField, uint } from '../messages/fields.ts';
import { type MapCodec, mapCodec } from '../messages/map.ts';

/** Entries of a deny-list or of the revoked keys; a list of 100 is below 1 kB (clause 12). */
export const maxListed = 200;

/** Ids of eight bytes, strictly rising, in one byte string. */
const idsField = z.codec(
  z.custom<Uint8Array>((value) => value instanceof Uint8Array, { error: 'not a byte string' }),
  z.custom<readonly string[]>(),
  {
    decode: (bytes, context) => {
      const ids = Array.from({ length: Math.ceil(bytes.length / 8) }, (_, at) =>
        bytes.subarray(8 * at, 8 * at + 8),
      );
      const isRising = ids.every((id, at) => at === 0 || compareBytes(ids[at - 1] ?? id, id) < 0);
      if (bytes.length % 8 === 0 && ids.length <= maxListed && isRising) return ids.map(toHex);
      context.issues.push({
        code: 'custom',
        input: bytes,
        message: `not at most ${maxListed} rising ids of 8 bytes`,
      });
      return z.NEVER;
    },
    encode: (ids) => concat(...[...ids].sort().map(fromHex)),
  },
);

const denySchema = z.strictObject({
  car: carField,
  number: uint.min(1),
  issuedAt: secondsField,
  /** Tokens, or reservations with all their tokens; in hexadecimal. */
  denied: idsField,
});

/** What no longer opens one car though it is not expired yet (clause 12.4). */
export type DenyList = z.output<typeof denySchema>;
export const denyListCodec: MapCodec<DenyList> = mapCodec(
  'deny-list',
  { car: 1, number: 2, issuedAt: 3, denied: 4 },
  denySchema,
  'refuse',
);

const revokedSchema = z.strictObject({
  number: uint.min(1),
  issuedAt: secondsField,
  /** Key ids of issuers, in hexadecimal. */
  keyIds: idsField,
});

/** Issuers' keys that no car of the fleet believes any more (clause 12.3). */
export type RevokedKeys = z.output<typeof revokedSchema>;
export const revokedKeysCodec: MapCodec<RevokedKeys> = mapCodec(
  'revoked-keys',
  { number: 1, issuedAt: 2, keyIds: 3 },
  revokedSchema,
  'refuse',
);
