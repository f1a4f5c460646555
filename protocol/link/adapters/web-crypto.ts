import { concat } from '../../codec/bytes.ts';
import type { PublicKey } from '../../token/cose-key.ts';
import { counterNonce, type Direction, directionLabels, pointBytes, uncompressedPoint } from '../channel.ts';
import type { PhoneAgreement, PhoneChannel, PhoneCrypto } from '../phone-crypto.ts';

/** The part of `crypto.subtle` that a phone needs; browsers and Node have it. */
type Subtle = SubtleCrypto;

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** The phone's own key for proofs, made so that nobody can take it out of the browser. */
export const generatePhoneKey = (subtle: Subtle): Promise<CryptoKeyPair> =>
  subtle.generateKey(signing, false, ['sign', 'verify']);

/** A phone's P-256 or Ed25519 key as tokens name it. */
export async function publicKeyOf(subtle: Subtle, key: CryptoKey): Promise<PublicKey> {
  const raw = new Uint8Array(await subtle.exportKey('raw', key));
  if (key.algorithm.name === 'Ed25519') return { kind: 'Ed25519', x: raw };
  const point = pointBytes(raw);
  return { kind: 'P-256', x: point.slice(0, 32), y: point.slice(32) };
}

/** A phone on WebCrypto; `privateKey` is P-256 for ECDSA, or Ed25519. */
export function webCrypto(subtle: Subtle, privateKey: CryptoKey): PhoneCrypto {
  const algorithm =
    privateKey.algorithm.name === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', hash: 'SHA-256' };
  return {
    digest: async (bytes) => new Uint8Array(await subtle.digest('SHA-256', owned(bytes))),
    async verifyCar(key, bytes, signature) {
      try {
        const carKey = await subtle.importKey('raw', owned(key), { name: 'Ed25519' }, false, ['verify']);
        return await subtle.verify({ name: 'Ed25519' }, carKey, owned(signature), owned(bytes));
      } catch {
        return false;
      }
    },
    agree: () => agreement(subtle),
    sign: async (bytes) => new Uint8Array(await subtle.sign(algorithm, privateKey, owned(bytes))),
  };
}

async function agreement(subtle: Subtle): Promise<PhoneAgreement> {
  const pair = await subtle.generateKey(curve, false, ['deriveBits']);
  return {
    publicKey: pointBytes(new Uint8Array(await subtle.exportKey('raw', pair.publicKey))),
    async channelWith(carKey, binding) {
      const secret = await sharedSecret(subtle, pair.privateKey, carKey);
      return secret === null ? null : channel(subtle, secret, binding);
    },
  };
}

/** Null where the other's bytes are no point of the curve. */
async function sharedSecret(
  subtle: Subtle,
  privateKey: CryptoKey,
  carKey: Uint8Array,
): Promise<CryptoKey | null> {
  try {
    const other = await subtle.importKey('raw', owned(uncompressedPoint(carKey)), curve, false, []);
    const bits = await subtle.deriveBits({ name: 'ECDH', public: other }, privateKey, 256);
    return await subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  } catch {
    return null;
  }
}

async function channel(subtle: Subtle, secret: CryptoKey, binding: Uint8Array): Promise<PhoneChannel> {
  const keyOf = (direction: Direction, usage: 'encrypt' | 'decrypt') =>
    subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: owned(binding), info: owned(directionLabels[direction]) },
      secret,
      { name: 'AES-GCM', length: 256 },
      false,
      [usage],
    );
  const [phone, car] = [await keyOf('phone', 'encrypt'), await keyOf('car', 'decrypt')];
  const gcm = (counter: number) => ({ name: 'AES-GCM', iv: owned(counterNonce(counter)) });
  return {
    seal: async (counter, plain) => new Uint8Array(await subtle.encrypt(gcm(counter), phone, owned(plain))),
    async open(counter, sealed) {
      try {
        return new Uint8Array(await subtle.decrypt(gcm(counter), car, owned(sealed)));
      } catch {
        return null;
      }
    },
  };
}

/** Bytes of their own, as the types of WebCrypto want them. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(concat(bytes));
