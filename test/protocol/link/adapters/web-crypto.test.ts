import { describe, expect, it } from 'vitest';
import { Connection } from '../../../../device/access/connection.ts';
import { begin } from '../../../../device/access/greeting.ts';
import { judge } from '../../../../device/access/verdict.ts';
import { generatePhoneKey, publicKeyOf, webCrypto } from '../../../../protocol/link/adapters/web-crypto.ts';
import type { LinkMessageOf } from '../../../../protocol/link/messages.ts';
import { Phone } from '../../../../protocol/link/phone.ts';
import { silentLog } from '../../../../protocol/runtime.ts';
import { claims, context, tokenOf } from '../../../device/access/judging.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { countingRandom } from '../../../support/random.ts';
import { ed25519Key, p256Key, sha256 } from '../../../support/signing-keys.ts';

const { subtle } = globalThis.crypto;
const carKey = ed25519Key(new Uint8Array(32).fill(8));

/** A car that judges as the real one does, and answers no more than the verdict. */
function carFor(phone: { write(bytes: Uint8Array): void; close(): void }) {
  const { timers } = createManualClock();
  const parts = { random: countingRandom(), sign: carKey.sign };
  return new Connection(phone, {
    timers,
    log: silentLog,
    begin: (bytes, hello) =>
      begin(
        bytes,
        hello,
        {
          car: context.car,
          clockQuality: context.now.quality,
          wallTime: context.now.time,
          keySet: 0,
          revokedKeys: 0,
          denyList: 0,
        },
        parts,
      ),
    collect: async () => null,
    takeList: async ({ list }) => ({ type: 'list-judged', list, outcome: 'known', number: 1 }),
    decide: async (request, ground): Promise<LinkMessageOf<'answer'>> => {
      const tokenDigest = sha256(request.token);
      const { verdict } = judge({ ...request, ...ground, tokenDigest }, context);
      return { type: 'answer', verdict, nonce: parts.random.bytes(16) };
    },
    onHeard: () => {},
    onEnd: () => {},
  });
}

/** A browser's phone and that car, joined. */
async function phoneWith(privateKey: CryptoKey, token: Uint8Array, knownCarKey = carKey.publicKey.x) {
  const phone: Phone = new Phone({
    token,
    carKey: knownCarKey,
    timers: createManualClock().timers,
    write: (bytes) => car.data(bytes),
    crypto: webCrypto(subtle, privateKey),
  });
  const car: Connection = carFor({ write: (bytes) => phone.data(bytes), close: () => phone.closed() });
  return phone;
}

describe('a phone on WebCrypto', () => {
  it('opens the car with a P-256 key that nobody can take out', async () => {
    const { privateKey, publicKey } = await generatePhoneKey(subtle);
    expect(privateKey.extractable).toBe(false);
    const token = tokenOf({ confirmation: await publicKeyOf(subtle, publicKey) });
    const phone = await phoneWith(privateKey, token);
    expect(await phone.request('unlock')).toMatchObject({ verdict: 'granted' });
    expect(await phone.request('lock')).toMatchObject({ verdict: 'granted' });
  });

  it('opens it with an Ed25519 key', async () => {
    const { publicKey, privateKey } = await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    const phone = await phoneWith(
      privateKey,
      tokenOf({ confirmation: await publicKeyOf(subtle, publicKey) }),
    );
    expect(await phone.request('unlock')).toMatchObject({ verdict: 'granted' });
  });

  it('opens nothing with a key that is not the token’s', async () => {
    const { privateKey } = await generatePhoneKey(subtle);
    const confirmation = p256Key(new Uint8Array(32).fill(3)).publicKey;
    const phone = await phoneWith(privateKey, tokenOf({ confirmation }));
    expect(await phone.request('unlock')).toMatchObject({ verdict: 'proof-invalid' });
  });

  it('leaves a car that signs with another key', async () => {
    const { privateKey, publicKey } = await generatePhoneKey(subtle);
    const token = tokenOf({ confirmation: await publicKeyOf(subtle, publicKey) });
    const other = ed25519Key(new Uint8Array(32).fill(9)).publicKey.x;
    const phone = await phoneWith(privateKey, token, other);
    await expect(phone.request('unlock')).rejects.toMatchObject({ code: 'car-not-genuine' });
    expect(claims.audience).toBe(context.car);
  });
});
