import { encode } from '../codec/cbor.ts';
import type { CborMap, CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import type { SignatureAlgorithm } from './algorithm.ts';

/** A public key (RFC 9052 §7): Ed25519, or P-256 with both coordinates. */
export type PublicKey =
  | { readonly kind: 'Ed25519'; readonly x: Uint8Array }
  | { readonly kind: 'P-256'; readonly x: Uint8Array; readonly y: Uint8Array };

/** The algorithm that a key signs with. */
export const algorithmFor = (key: PublicKey): SignatureAlgorithm =>
  key.kind === 'Ed25519' ? 'Ed25519' : 'ESP256';

/** COSE_Key with the required parameters only: {1: kty, −1: crv, −2: x, −3: y}. */
export function writeCoseKey(key: PublicKey): CborMap {
  switch (key.kind) {
    case 'Ed25519':
      return new Map<CborValue, CborValue>([
        [1, 1],
        [-1, 6],
        [-2, key.x],
      ]);
    case 'P-256':
      return new Map<CborValue, CborValue>([
        [1, 2],
        [-1, 1],
        [-2, key.x],
        [-3, key.y],
      ]);
  }
}

/**
 * Takes the required parameters and nothing else: a private part above all is refused.
 * @throws {MalformedError}
 */
export function readCoseKey(item: CborValue): PublicKey {
  if (!(item instanceof Map)) throw new MalformedError('COSE_Key: not a map');
  if (item.has(-4)) throw new MalformedError('COSE_Key: carries a private part');
  const kind = `${item.get(1)}/${item.get(-1)}`;
  if (kind === '1/6' && item.size === 3) return { kind: 'Ed25519', x: coordinate(item, -2) };
  if (kind === '2/1' && item.size === 4)
    return { kind: 'P-256', x: coordinate(item, -2), y: coordinate(item, -3) };
  throw new MalformedError('COSE_Key: neither Ed25519 nor P-256 with its required parameters alone');
}

function coordinate(map: CborMap, label: number): Uint8Array {
  const value = map.get(label);
  if (!(value instanceof Uint8Array) || value.length !== 32)
    throw new MalformedError(`COSE_Key ${label}: not 32 bytes`);
  return value;
}

/** What SHA-256 is taken over for a key's thumbprint (RFC 9679); its first eight bytes are the key id. */
export const thumbprintBytes = (key: PublicKey): Uint8Array => encode(writeCoseKey(key));
