import { begin } from '../../device/access/greeting.ts';
import type { Channel } from '../../device/access/session.ts';
import type { CarId } from '../../protocol/ids.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../protocol/link/messages.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { countingRandom } from './random.ts';
import { ed25519Key, type SigningKey } from './signing-keys.ts';

/** The car's end of a dialogue whose every word the test says. */
export class CarVoice {
  readonly key: SigningKey;
  readonly #car: CarId;
  readonly #random = countingRandom();
  #channel: Channel | null = null;
  nonce: Uint8Array = new Uint8Array(16);
  /** Numbers of the lists that the car has. */
  lists = { keySet: 0, revokedKeys: 0, denyList: 0 };

  constructor(car: CarId, fill = 8) {
    this.#car = car;
    this.key = ed25519Key(new Uint8Array(32).fill(fill));
  }

  /** The welcome to a hello; everything after it goes through the channel of this one. */
  welcome(hello: LinkMessageOf<'hello'>, car = this.#car): LinkMessageOf<'welcome'> {
    const own = { car, clockQuality: 'rtc', wallTime: epochMilliseconds(0), ...this.lists } as const;
    const parts = { random: this.#random, sign: this.key.sign };
    const begun = begin(encodeLinkMessage(hello), hello, own, parts);
    if (begun === null) throw new Error('no point of the curve');
    this.#channel = begun.channel;
    this.nonce = begun.nonce;
    return begun.welcome;
  }

  get binding(): Uint8Array {
    return this.#needed().binding;
  }

  sealed(counter: number, message: LinkMessage): LinkMessageOf<'sealed-answer'> {
    if (message.type === 'answer') this.nonce = message.nonce;
    const ciphertext = this.#needed().seal(counter, encodeLinkMessage(message));
    return { type: 'sealed-answer', counter, ciphertext };
  }

  opened({ counter, ciphertext }: LinkMessageOf<'sealed-request'>): LinkMessage | null {
    const plain = this.#needed().open(counter, ciphertext);
    return plain === null ? null : decodeLinkMessage(plain);
  }

  #needed(): Channel {
    if (this.#channel === null) throw new Error('no hello yet');
    return this.#channel;
  }
}
