import { sign } from 'node:crypto';
import { Phone } from '../../protocol/link/phone.ts';
import type { CarriedList } from '../../protocol/lists/list.ts';
import type { Random, Timers } from '../../protocol/runtime.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { nodeCrypto } from '../phone/node-crypto.ts';
import type { PhoneEnd, PhoneLinkTwin } from '../phone-link.ts';
import { privateKeyOf, publicKeyOf } from './ed25519.ts';

/** A token, and the key of the car that it is for. */
export interface CarToken {
  readonly token: Uint8Array;
  readonly carKey: Uint8Array;
  /** What the gateway wants the car to follow. */
  readonly lists: readonly CarriedList[];
}

/** A driver's phone with an Ed25519 key, which signs the same bytes alike every time (D12). */
export class DriversPhone {
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #key;
  /** To be enrolled at the gateway. */
  readonly publicKey: PublicKey;

  constructor(timers: Timers, random: Random, seed: Uint8Array) {
    this.#timers = timers;
    this.#random = random;
    this.#key = privateKeyOf(seed);
    this.publicKey = { kind: 'Ed25519', x: publicKeyOf(seed) };
  }

  /**
   * Goes near a car, whose key it was given, with a token; `sent` hears what goes to the car.
   * @throws {Fault} `link-unavailable`.
   */
  connect(
    link: PhoneLinkTwin,
    { token, carKey, lists }: CarToken,
    sent: (bytes: Uint8Array) => void = () => {},
  ): { readonly phone: Phone; readonly end: PhoneEnd } {
    const phone: Phone = new Phone({
      token,
      timers: this.#timers,
      write: (bytes) => {
        sent(bytes);
        end.write(bytes);
      },
      carKey,
      lists,
      crypto: nodeCrypto(this.#random, (bytes) => new Uint8Array(sign(null, bytes, this.#key))),
    });
    const end: PhoneEnd = link.connect({ data: (bytes) => phone.data(bytes), closed: () => phone.closed() });
    return { phone, end };
  }
}
