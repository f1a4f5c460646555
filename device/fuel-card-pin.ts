import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import type { CarId } from '../protocol/ids.ts';

const keyBytes = 32;
const tagBytes = 16;
/** PKCS #8 and SPKI of X25519 keys (RFC 8410), before their 32 bytes. */
const privatePrefix = Uint8Array.fromHex('302e020100300506032b656e04220420');
const publicPrefix = Uint8Array.fromHex('302a300506032b656e032100');
const pin = /^\d{4,12}$/;

/**
 * The PIN of the fuel card, opened with the car's own key (clause 13.2); undefined where it was sealed for another car, or
 * is none.
 */
export function openPin(sealed: Uint8Array, car: CarId, signingSeed: Uint8Array): string | undefined {
  const ownKey = agreementKey(signingSeed);
  const ephemeral = sealed.subarray(0, keyBytes);
  const ciphertext = sealed.subarray(keyBytes, sealed.length - tagBytes);
  try {
    const secret = diffieHellman({ privateKey: ownKey, publicKey: publicKey(ephemeral) });
    const salt = Buffer.concat([ephemeral, rawPublic(ownKey)]);
    const key = new Uint8Array(hkdfSync('sha256', secret, salt, 'ritmeter/1/fuel-card-pin', keyBytes));
    const decipher = createDecipheriv('aes-256-gcm', key, new Uint8Array(12));
    decipher.setAAD(new TextEncoder().encode(car));
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    const opened = Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('latin1');
    return pin.test(opened) ? opened : undefined;
  } catch {
    return undefined;
  }
}

/** The car's Ed25519 seed as an X25519 key: the scalar of RFC 8032 §5.1.5, so that its public part follows from the known one. */
function agreementKey(signingSeed: Uint8Array): KeyObject {
  const scalar = createHash('sha512').update(signingSeed).digest().subarray(0, keyBytes);
  return createPrivateKey({ key: Buffer.concat([privatePrefix, scalar]), format: 'der', type: 'pkcs8' });
}

const publicKey = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' });

const rawPublic = (key: KeyObject): Uint8Array =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
