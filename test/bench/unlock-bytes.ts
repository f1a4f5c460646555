import { noListsYet } from '../../device/access/lists.ts';
import { createVerifier } from '../../device/access/signatures.ts';
import { keyIdOf } from '../../device/keys.ts';
import { encodeFrame } from '../../protocol/link/frame.ts';
import { Phone } from '../../protocol/link/phone.ts';
import { noLists } from '../../protocol/lists/list.ts';
import { encodeToken } from '../../protocol/token/token.ts';
import { nodeCrypto } from '../../simulator/phone/node-crypto.ts';
import { ellipticPhoneKey, issuer, issuerKey } from '../device/access/judging.ts';
import { someClaims } from '../protocol/token/some-claims.ts';
import { linkedCar } from '../support/linked-car.ts';
import { countingRandom } from '../support/random.ts';
import { ed25519Key } from '../support/signing-keys.ts';

/** As new as the token asks. */
const lists = { ...noLists, 'deny-list': someClaims.rights.denyListNumber ?? 0 };
const carKey = ed25519Key(new Uint8Array(32).fill(1));

/** Bytes on the link in both directions, frames and all, from hello to the verdict on the largest usual token, of 260 bytes. */
export async function measureBytes(): Promise<number> {
  const token = encodeToken({ ...someClaims, confirmation: ellipticPhoneKey.publicKey }, issuerKey);
  const random = countingRandom();
  const car = linkedCar({
    carKey,
    random,
    latency: 0,
    has: { ...noListsYet, numbers: lists, held: lists },
    context: {
      car: someClaims.audience,
      issuers: [{ ...issuer, longestLifeSeconds: someClaims.expiresAt }],
      root: null,
      keyIdOf,
      verify: createVerifier(),
    },
  });
  const link = car.connect();
  let bytes = 0;
  const phone = new Phone({
    token,
    carKey: carKey.publicKey.x,
    timers: car.timers,
    crypto: nodeCrypto(random, ellipticPhoneKey.sign),
    write(frame) {
      bytes += frame.length;
      link.say(frame);
    },
  });
  let verdict: string | null = null;
  const asked = phone.request('unlock').then((answer) => {
    verdict = answer.verdict;
  });
  for (let turn = 0; turn < 100 && verdict === null; turn++) {
    await car.advance(0);
    for (const message of link.heard()) {
      const frame = encodeFrame(message);
      bytes += frame.length;
      phone.data(frame);
    }
  }
  await asked;
  if (verdict !== 'granted' || token.length !== 260) throw new Error(`${verdict} for ${token.length} bytes`);
  return bytes;
}
