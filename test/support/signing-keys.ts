import {
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signWith,
  verify as verifyWith,
} from 'node:crypto';
import { toHex } from '../../protocol/codec/bytes.ts';
import { type KeyId, keyId } from '../../protocol/ids.ts';
import { type SignatureAlgorithm, signatureAlgorithms } from '../../protocol/token/algorithm.ts';
import { algorithmFor, type PublicKey, thumbprintBytes } from '../../protocol/token/cose-key.ts';

/** A key made from fixed bytes, with what issuers, cars and phones do with theirs. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  readonly keyId: KeyId;
  readonly algorithm: SignatureAlgorithm;
  /** For peers that take Node's key objects. */
  readonly privateKeyObject: KeyObject;
  readonly publicKeyObject: KeyObject;
  sign(bytes: Uint8Array): Uint8Array;
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** SHA-256. */
export const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

/** HMAC-SHA-256 under a key. */
export const hmacWith =
  (key: Uint8Array) =>
  (bytes: Uint8Array): Uint8Array =>
    new Uint8Array(createHmac('sha256', key).update(bytes).digest());

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** DER of a PKCS #8 private key (RFC 8410) up to the seed. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The Ed25519 key of a seed of 32 bytes (RFC 8032). */
export function ed25519Key(seed: Uint8Array): SigningKey {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return signingKey(key, { kind: 'Ed25519', x: new Uint8Array(Buffer.from(x, 'base64url')) });
}

/** The P-256 key of a private scalar of 32 bytes, big endian. Its signatures differ from call to call. */
export function p256Key(scalar: Uint8Array): SigningKey {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(scalar);
  const point = new Uint8Array(pair.getPublicKey());
  const [x, y] = [point.slice(1, 33), point.slice(33)];
  const jwk = { kty: 'EC', crv: 'P-256', d: base64url(scalar), x: base64url(x), y: base64url(y) };
  return signingKey(createPrivateKey({ key: jwk, format: 'jwk' }), { kind: 'P-256', x, y });
}

function signingKey(key: KeyObject, publicKey: PublicKey): SigningKey {
  const digest = publicKey.kind === 'Ed25519' ? null : 'sha256';
  const publicKeyObject = createPublicKey(key);
  const form = { dsaEncoding: 'ieee-p1363' } as const;
  return {
    publicKey,
    keyId: keyId(toHex(sha256(thumbprintBytes(publicKey)).subarray(0, 8))),
    algorithm: algorithmFor(publicKey),
    privateKeyObject: key,
    publicKeyObject,
    sign: (bytes) => new Uint8Array(signWith(digest, bytes, { key, ...form })),
    verify: (bytes, signature) => verifyWith(digest, bytes, { key: publicKeyObject, ...form }, signature),
  };
}

/** The number of a key's algorithm in a COSE header. */
export const algorithmNumber = (key: SigningKey): number => signatureAlgorithms[key.algorithm];
