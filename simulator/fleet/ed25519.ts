import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** PKCS #8 of an Ed25519 seed (RFC 8410 §7) up to the seed itself. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The private key of a 32-byte seed. */
export const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });

/** The public key of a seed: 32 bytes. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  const { x } = createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' });
  if (x === undefined) throw new Error('an Ed25519 key without its point');
  return new Uint8Array(Buffer.from(x, 'base64url'));
}
