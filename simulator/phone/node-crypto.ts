import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { concat, fromHex } from '../../protocol/codec/bytes.ts';
import { counterNonce, directionLabels } from '../../protocol/link/channel.ts';
import type { PhoneCrypto } from '../../protocol/link/phone-crypto.ts';
import { derivedKey, drawAgreementKey, openWith, sealWith } from '../../protocol/node-agreement.ts';
import type { Random } from '../../protocol/runtime.ts';

/** SubjectPublicKeyInfo of an Ed25519 point (RFC 8410 §4) up to the point itself. */
const spkiPrefix = fromHex('302a300506032b6570032100');

/** A phone's cryptography without WebCrypto: settles at once, so that it may run in virtual time (D12). */
export const nodeCrypto = (random: Random, sign: (bytes: Uint8Array) => Uint8Array): PhoneCrypto => ({
  digest: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  sign: async (bytes) => sign(bytes),
  verifyCar: async (key, bytes, signature) => verify(null, bytes, keyOf(key), signature),
  async agree() {
    const own = drawAgreementKey(random);
    return {
      publicKey: own.publicKey,
      async channelWith(carKey, binding) {
        const secret = own.secretWith(carKey);
        if (secret === null) return null;
        const phone = derivedKey(secret, binding, directionLabels.phone);
        const car = derivedKey(secret, binding, directionLabels.car);
        return {
          seal: async (counter, plain) => sealWith(phone, counterNonce(counter), plain),
          open: async (counter, sealed) => openWith(car, counterNonce(counter), sealed),
        };
      },
    };
  },
});

/** By the bytes that a phone was given: it checks the same car again and again. */
const read = new WeakMap<Uint8Array, KeyObject>();

function keyOf(point: Uint8Array): KeyObject {
  const known = read.get(point);
  if (known !== undefined) return known;
  const spki = Buffer.from(concat(spkiPrefix, point));
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  read.set(point, key);
  return key;
}
