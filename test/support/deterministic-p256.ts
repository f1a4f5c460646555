import { createECDH, createHash } from 'node:crypto';
import { concat, fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { p256Key, type SigningKey, sha256 } from './signing-keys.ts';

/** The order of P-256's base point (SEC 2 §2.4.2). */
export const p256Order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
export const scalarBytes = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, '0'));

const modulo = (value: bigint): bigint => ((value % p256Order) + p256Order) % p256Order;

function inverse(value: bigint): bigint {
  let result = 1n;
  let square = modulo(value);
  for (let rest = p256Order - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

/** A P-256 key for vectors: its signatures are the same in each run, which those of OpenSSL are not. Never for real keys. */
export function deterministicP256(scalar: Uint8Array): SigningKey {
  return { ...p256Key(scalar), sign: (bytes) => signed(scalar, bytes) };
}

/** ECDSA with a nonce that follows from key and message; a fixed key and message never draw zero or beyond the order. */
function signed(scalar: Uint8Array, message: Uint8Array): Uint8Array {
  const digest = sha256(message);
  const nonce = createHash('sha256').update('vectors').update(scalar).update(digest).digest();
  const point = createECDH('prime256v1');
  point.setPrivateKey(nonce);
  const r = modulo(numberOf(new Uint8Array(point.getPublicKey()).slice(1, 33)));
  const s = modulo(inverse(numberOf(nonce)) * (numberOf(digest) + r * numberOf(scalar)));
  return concat(scalarBytes(r), scalarBytes(s));
}

/** The other signature of the same key and message: r ‖ n − s. */
export const otherP256Signature = (signature: Uint8Array): Uint8Array =>
  concat(signature.slice(0, 32), scalarBytes(p256Order - numberOf(signature.slice(32))));
