import { createCipheriv, createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { concat } from './codec/bytes.ts';
import { pointBytes, uncompressedPoint } from './link/channel.ts';
import type { Random } from './runtime.ts';

/** P-256 ECDH, HKDF-SHA-256 and AES-256-GCM as `node:crypto` has them: synchronous, for everyone but a browser. */

/** One side's key for one agreement. */
export interface AgreementKey {
  /** x ‖ y. */
  readonly publicKey: Uint8Array;
  /** The x of the shared point, 32 bytes; null where the other's bytes are no point of the curve. */
  secretWith(other: Uint8Array): Uint8Array | null;
}

/** All but one in 2^32 draws are a scalar below the order of the curve. */
const mostDraws = 4;

/** A fresh key. */
export function drawAgreementKey(random: Random): AgreementKey {
  for (let draw = 1; draw < mostDraws; draw++) {
    try {
      return agreementKey(random.bytes(32));
    } catch {
      // beyond the order
    }
  }
  return agreementKey(random.bytes(32));
}

/** The key of a private scalar of 32 bytes. @throws {Error} on zero and from the curve's order on. */
export function agreementKey(scalar: Uint8Array): AgreementKey {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(scalar);
  return {
    publicKey: pointBytes(new Uint8Array(pair.getPublicKey())),
    secretWith(other) {
      try {
        return new Uint8Array(pair.computeSecret(uncompressedPoint(other)));
      } catch {
        return null;
      }
    },
  };
}

/** HKDF with SHA-256 (RFC 5869): 32 bytes. */
export const derivedKey = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, salt, info, 32));

const tagBytes = 16;

/** AES-256-GCM: ciphertext and tag. */
export function sealWith(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return concat(cipher.update(plain), cipher.final(), cipher.getAuthTag());
}

/** Null where the tag does not fit. */
export function openWith(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return concat(decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final());
  } catch {
    return null;
  }
}
