import { expect, it } from 'vitest';
import { Fault } from '../../../protocol/errors.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import { Phone } from '../../../protocol/link/phone.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { type SeededRandom, seededRandom } from '../../../simulator/kernel/random.ts';
import { nodeCrypto } from '../../../simulator/phone/node-crypto.ts';
import { someClaims } from '../../protocol/token/some-claims.ts';
import { CarVoice } from '../../support/car-voice.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { countingRandom } from '../../support/random.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import { changed, drawChange, Tally } from './changed.ts';

/** Other seeds: FUZZ_SEED=anything. */
const { FUZZ_SEED: seed = '5' } = process.env;
const dialogues = 6_000;
/** Of changed messages before each genuine one. */
const most = 12;

const phoneKey = ed25519Key(new Uint8Array(32).fill(5));
const token = encodeToken(
  { ...someClaims, confirmation: phoneKey.publicKey },
  ed25519Key(new Uint8Array(32).fill(1)),
);

/** A phone whose car somebody speaks for, in between or in its place. */
class PhoneUnderFire {
  readonly #random: SeededRandom;
  readonly #tally: Tally;
  readonly #time = createManualClock();
  readonly #car = new CarVoice(someClaims.audience);
  readonly #frames: Uint8Array[] = [];
  readonly #phone: Phone;

  constructor(random: SeededRandom, tally: Tally) {
    this.#random = random;
    this.#tally = tally;
    this.#phone = new Phone({
      token,
      carKey: this.#car.key.publicKey.x,
      timers: this.#time.timers,
      write: (bytes) => this.#frames.push(bytes),
      crypto: nodeCrypto(countingRandom(), phoneKey.sign),
    });
  }

  /** What the phone makes of it: the verdict that it believes, or the code of its fault. */
  async unlock(): Promise<string> {
    const outcome = this.#phone.request('unlock').then(
      ({ verdict }) => verdict,
      (thrown: unknown) => {
        if (thrown instanceof Fault) return thrown.code;
        throw thrown;
      },
    );
    await this.#time.advance(0);
    const hello = this.#last('hello');
    if (hello !== null) await this.#amongChanged(this.#car.welcome(hello));
    const request = this.#last('sealed-request');
    const refusal = { type: 'answer', verdict: 'car-in-use', nonce: this.#random.bytes(16) } as const;
    if (request !== null) await this.#amongChanged(this.#car.sealed(request.counter, refusal));
    await this.#time.advance(120_000);
    return outcome;
  }

  async #amongChanged(genuine: LinkMessage): Promise<void> {
    const message = encodeLinkMessage(genuine);
    for (let times = this.#random.int(0, most); times > 0; times--) {
      const change = drawChange(this.#random);
      if (change === 'valid') continue;
      this.#tally.add(change);
      const bytes = changed(change, message, this.#random);
      const framed = this.#random.chance(0.8) ? encodeFrame(bytes.slice(0, 2_000)) : bytes;
      this.#phone.data(framed);
    }
    this.#tally.add('valid');
    this.#phone.data(encodeFrame(message));
    await this.#time.advance(0);
  }

  #last<Type extends LinkMessage['type']>(type: Type): LinkMessageOf<Type> | null {
    const sent = this.#frames.flatMap((frame) =>
      slipDecode(slipStart, frame, maxFrameBytes).packets.map((packet) =>
        decodeLinkMessage(openFrame(packet) ?? new Uint8Array()),
      ),
    );
    return sent.findLast((message): message is LinkMessageOf<Type> => message.type === type) ?? null;
  }
}

it('changed messages of a car make a phone believe no verdict that the car did not give, and keep it waiting no longer', async () => {
  const random = seededRandom(seed);
  const tally = new Tally();
  const outcomes = new Tally();
  for (let dialogue = 0; dialogue < dialogues; dialogue++)
    outcomes.add(await new PhoneUnderFire(random, tally).unlock());
  process.stdout.write(tally.text(seed) + outcomes.text('outcomes'));
  expect(outcomes.of('granted')).toBe(0);
  expect(outcomes.of('car-in-use')).toBeGreaterThan(dialogues / 100);
}, 300_000);
