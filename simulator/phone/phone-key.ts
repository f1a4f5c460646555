import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import { encode } from '../../protocol/codec/cbor.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { type PublicKey, thumbprintBytes, writeCoseKey } from '../../protocol/token/cose-key.ts';

/** The key that a phone proves itself with: Ed25519 or P-256. */
export interface PhoneKey {
  readonly publicKey: PublicKey;
  /** Ed25519, or P-256 as r ‖ s. */
  sign(bytes: Uint8Array): Uint8Array;
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const privateJwk = z.discriminatedUnion('crv', [
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate, d: coordinate }),
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate, d: coordinate }),
]);

/**
 * A private key as JWK (RFC 7517) or PEM (PKCS #8).
 * @throws {Fault} `key-invalid`, naming the file
 */
export function parsePhoneKey(text: string, fileName: string): PhoneKey {
  let key: KeyObject;
  let publicKey: PublicKey;
  try {
    key = text.trimStart().startsWith('{')
      ? createPrivateKey({ key: privateJwk.parse(JSON.parse(text)), format: 'jwk' })
      : createPrivateKey(text);
    publicKey = publicKeyOf(key);
  } catch (cause) {
    const why = cause instanceof z.ZodError ? 'its members are not those of such a JWK' : messageOf(cause);
    throw new Fault(
      { code: 'key-invalid', blame: 'operator' },
      `${fileName}: no private Ed25519 or P-256 key as JWK or PEM: ${why}`,
      { cause },
    );
  }
  const digest = publicKey.kind === 'Ed25519' ? null : 'sha256';
  return {
    publicKey,
    sign: (bytes) => new Uint8Array(sign(digest, bytes, { key, dsaEncoding: 'ieee-p1363' })),
  };
}

const publicJwk = z.discriminatedUnion('crv', [
  z.object({ crv: z.literal('Ed25519'), x: coordinate }),
  z.object({ crv: z.literal('P-256'), x: coordinate, y: coordinate }),
]);

/** @throws {Error} on a key of another kind. */
export function publicKeyOf(key: KeyObject): PublicKey {
  const jwk = publicJwk.parse(createPublicKey(key).export({ format: 'jwk' }));
  return jwk.crv === 'Ed25519'
    ? { kind: 'Ed25519', x: bytesOf(jwk.x) }
    : { kind: 'P-256', x: bytesOf(jwk.x), y: bytesOf(jwk.y) };
}

const bytesOf = (base64url: string): Uint8Array => new Uint8Array(Buffer.from(base64url, 'base64url'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A public key in the forms in which it is enrolled: COSE_Key in hexadecimal, its id, and its coordinates. */
export const enrolmentOf = (key: PublicKey) => ({
  keyId: createHash('sha256').update(thumbprintBytes(key)).digest('hex').slice(0, 16),
  coseKey: hexOf(encode(writeCoseKey(key))),
  key:
    key.kind === 'Ed25519'
      ? { kind: key.kind, x: hexOf(key.x) }
      : { kind: key.kind, x: hexOf(key.x), y: hexOf(key.y) },
});
