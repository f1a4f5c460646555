import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import type { CarId } from '../protocol/ids.ts';

const keyBytes = 32;
/** SPKI of an X25519 key (RFC 8410), before its 32 bytes. */
const publicPrefix = Uint8Array.fromHex('302a300506032b656e032100');
/** PKCS #8 of one. */
const privatePrefix = Uint8Array.fromHex('302e020100300506032b656e04220420');
const prime = 2n ** 255n - 19n;

/** Seals the PIN of a fuel card for one car, whose Ed25519 public key is known (clause 13.2). `random`: 32 bytes, for this once. */
export function sealPin(pin: string, car: CarId, signingKey: Uint8Array, random: Uint8Array): Uint8Array {
  const theirs = agreementKey(signingKey);
  const own = Buffer.concat([privatePrefix, random]);
  const privateKey = createPrivateKey({ key: own, format: 'der', type: 'pkcs8' });
  const ephemeral = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(publicPrefix.length);
  const secret = diffieHellman({ privateKey, publicKey: keyObject(theirs) });
  const salt = Buffer.concat([ephemeral, theirs]);
  const key = new Uint8Array(hkdfSync('sha256', secret, salt, 'ritmeter/1/fuel-card-pin', keyBytes));
  const cipher = createCipheriv('aes-256-gcm', key, new Uint8Array(12));
  cipher.setAAD(new TextEncoder().encode(car));
  const ciphertext = Buffer.concat([cipher.update(pin, 'latin1'), cipher.final()]);
  return new Uint8Array(Buffer.concat([ephemeral, ciphertext, cipher.getAuthTag()]));
}

/** The Montgomery form of an Ed25519 public key: u = (1 + y) / (1 − y) (RFC 7748 §4.1). */
function agreementKey(signingKey: Uint8Array): Uint8Array {
  const y = fromLittleEndian(signingKey) & (2n ** 255n - 1n);
  const u = ((1n + y) * inverse((1n - y + prime) % prime)) % prime;
  return littleEndian(u);
}

const inverse = (value: bigint): bigint => power(value, prime - 2n);

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % prime) {
    if ((rest & 1n) === 1n) result = (result * square) % prime;
  }
  return result;
}

const fromLittleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${bytes.toReversed().toHex()}`);
const littleEndian = (value: bigint): Uint8Array =>
  Uint8Array.fromHex(value.toString(16).padStart(2 * keyBytes, '0')).toReversed();

const keyObject = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' });
