import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { toHex } from '../../protocol/codec/bytes.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { isEd25519Point } from '../../protocol/token/ed25519-point.ts';

/**
 * Checks signatures: Ed25519, or P-256 with SHA-256 as r ‖ s. A key that is no canonical
 * point of its curve, or of an order that lets anyone sign, verifies nothing.
 */
export type Verifier = (key: PublicKey, bytes: Uint8Array, signature: Uint8Array) => boolean;

const maxCachedKeys = 64;

/** A verifier that keeps the last keys imported: importing costs almost half of a verification. */
export function createVerifier(): Verifier {
  const imported = new Map<string, KeyObject | null>();
  return (key, bytes, signature) => {
    const object = cached(imported, key);
    if (object === null) return false;
    return key.kind === 'Ed25519'
      ? verify(null, bytes, object, signature)
      : verify('sha256', bytes, { key: object, dsaEncoding: 'ieee-p1363' }, signature);
  };
}

function cached(imported: Map<string, KeyObject | null>, key: PublicKey): KeyObject | null {
  const name = `${key.kind} ${toHex(key.x)}${key.kind === 'P-256' ? toHex(key.y) : ''}`;
  const known = imported.get(name);
  if (known !== undefined) return known;
  const oldest = imported.keys().next();
  if (imported.size >= maxCachedKeys && !oldest.done) imported.delete(oldest.value);
  const object = importKey(key);
  imported.set(name, object);
  return object;
}

function importKey(key: PublicKey): KeyObject | null {
  if (key.kind === 'Ed25519' && !isEd25519Point(key.x)) return null;
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const jwk =
    key.kind === 'Ed25519'
      ? { kty: 'OKP', crv: 'Ed25519', x: base64(key.x) }
      : { kty: 'EC', crv: 'P-256', x: base64(key.x), y: base64(key.y) };
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null;
  }
}
