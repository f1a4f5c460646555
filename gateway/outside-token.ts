import { createPrivateKey } from 'node:crypto';
import { fromHex, toHex } from '../protocol/codec/bytes.ts';
import { Fault, messageOf } from '../protocol/errors.ts';
import { tokenId } from '../protocol/ids.ts';
import type { Clock, Random } from '../protocol/runtime.ts';
import type { Claims } from '../protocol/token/claims.ts';
import { encodeToken } from '../protocol/token/token.ts';
import { toEpochSeconds } from '../protocol/units.ts';
import { type Ed25519Seed, signerOf } from './token/keys.ts';

/** What an issuer decides about a token; its number and time of issue come of themselves. */
export type WantedClaims = Omit<Claims, 'tokenId' | 'issuedAt'>;

/**
 * A token by an issuer other than this gateway, as an operator's own app server makes it (D7): nothing but the key and
 * the claims is needed, and nothing is written down.
 */
export function outsideToken(
  seed: Ed25519Seed,
  wanted: WantedClaims,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Uint8Array {
  const issued = {
    tokenId: tokenId(toHex(random.bytes(8))),
    issuedAt: toEpochSeconds(clock.wall()),
  };
  return encodeToken({ ...wanted, ...issued }, signerOf(seed));
}

/**
 * An issuer's private key: an Ed25519 seed as 64 hexadecimal digits, JWK (RFC 8037) or PEM (PKCS #8).
 * @throws {Fault} `key-invalid`, naming the file.
 */
export function readIssuerKey(text: string, fileName: string): Ed25519Seed {
  const trimmed = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return fromHex(trimmed);
  try {
    const key = trimmed.startsWith('{')
      ? createPrivateKey({ key: JSON.parse(trimmed), format: 'jwk' })
      : createPrivateKey(trimmed);
    const { crv, d } = key.export({ format: 'jwk' });
    if (crv !== 'Ed25519' || d === undefined) throw new Error(`it is of another kind (${crv ?? 'RSA'})`);
    return new Uint8Array(Buffer.from(d, 'base64url'));
  } catch (cause) {
    const message = `${fileName}: no private Ed25519 key as hexadecimal seed, JWK or PEM: ${messageOf(cause)}`;
    throw new Fault({ code: 'key-invalid', blame: 'operator' }, message, { cause });
  }
}
