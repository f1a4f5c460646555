import { createHmac, createPrivateKey, createSecretKey, sign } from 'node:crypto';
import { toHex } from '../protocol/codec/bytes.ts';
import { type KeyId, keyId } from '../protocol/ids.ts';
import { sha256 } from '../protocol/node-digest.ts';
import type { Authenticate } from '../protocol/token/authenticated.ts';
import { type PublicKey, thumbprintBytes } from '../protocol/token/cose-key.ts';
import type { Sign } from '../protocol/token/signed.ts';

/** PKCS #8 of an Ed25519 seed (RFC 8410 §7) up to the seed itself. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs with the Ed25519 key of a 32-byte seed. */
export function signWith(seed: Uint8Array): Sign {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  return (bytes) => new Uint8Array(sign(null, bytes, key));
}

/** The first eight bytes of a key's thumbprint (RFC 9679). */
export const keyIdOf = (key: PublicKey): KeyId => keyId(toHex(sha256(thumbprintBytes(key)).subarray(0, 8)));

/** HMAC-SHA-256 under a shared key. */
export function authenticateWith(shared: Uint8Array): Authenticate {
  const key = createSecretKey(shared);
  return (bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest());
}
