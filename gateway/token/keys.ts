import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { concat, fromHex } from '../../protocol/codec/bytes.ts';
import { type KeyId, keyId } from '../../protocol/ids.ts';
import type { Authenticate } from '../../protocol/token/authenticated.ts';
import { type PublicKey, thumbprintBytes } from '../../protocol/token/cose-key.ts';
import { isEd25519Point } from '../../protocol/token/ed25519-point.ts';
import type { Signer } from '../../protocol/token/signature-header.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';

/** An Ed25519 private key as 32 bytes (RFC 8032 §5.1.5), so that a simulation can draw it. */
export type Ed25519Seed = Uint8Array;

/** DER before the seed in PKCS #8, and before the point in SubjectPublicKeyInfo (RFC 8410 §7, §4). */
const pkcs8Prefix = fromHex('302e020100300506032b657004220420');
const spkiPrefix = fromHex('302a300506032b6570032100');

/** The first eight bytes of a key's thumbprint (RFC 9679). */
export const keyIdOf = (key: PublicKey): KeyId =>
  keyId(createHash('sha256').update(thumbprintBytes(key)).digest('hex').slice(0, 16));

/** The public half of a seed. */
export function publicKeyOf(seed: Ed25519Seed): PublicKey {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return { kind: 'Ed25519', x: new Uint8Array(spki.subarray(spkiPrefix.length)) };
}

/** Signs tokens with an issuer's key. */
export function signerOf(seed: Ed25519Seed): Signer {
  const key = privateKeyOf(seed);
  return {
    keyId: keyIdOf(publicKeyOf(seed)),
    algorithm: 'Ed25519',
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  };
}

/** Checks signatures of a car; `x` is its Ed25519 key of 32 bytes. Making the key costs more than a check: keep it. */
export function verifierOf(x: Uint8Array): VerifyCar {
  const key = createPublicKey({
    key: Buffer.from(concat(spkiPrefix, x)),
    format: 'der',
    type: 'spki',
  });
  return (bytes, signature) => verify(null, bytes, key, signature);
}

/** Good under any of them: what a car signed with a key that it had before stays good. */
export const anyOf =
  (verifiers: readonly VerifyCar[]): VerifyCar =>
  (bytes, signature) =>
    verifiers.some((verify) => verify(bytes, signature));

/** HMAC-SHA-256 under the key that a car shares with the gateway. */
export function authenticatorOf(macKey: Uint8Array): Authenticate {
  const key = createSecretKey(macKey);
  return (bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest());
}

/** Whether a phone's key is a point of its curve, of an order that signatures may use. */
export const isPhoneKey = (key: PublicKey): boolean =>
  key.kind === 'Ed25519' ? isEd25519Point(key.x) : p256Point(key.x, key.y) !== null;

/** Checks a signature by a phone, r ‖ s where it is of P-256; false where the key is no point of its curve. */
export function verifyPhone(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (key.kind === 'Ed25519') return isEd25519Point(key.x) && verifierOf(key.x)(bytes, signature);
  const point = p256Point(key.x, key.y);
  return point !== null && verify('sha256', bytes, { key: point, dsaEncoding: 'ieee-p1363' }, signature);
}

/** OpenSSL refuses P-256 points that are not on the curve; all that are on it have the same order. */
function p256Point(x: Uint8Array, y: Uint8Array): KeyObject | null {
  try {
    const jwk = { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) };
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null;
  }
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

function privateKeyOf(seed: Ed25519Seed): KeyObject {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  return createPrivateKey({ key: Buffer.from(concat(pkcs8Prefix, seed)), format: 'der', type: 'pkcs8' });
}
