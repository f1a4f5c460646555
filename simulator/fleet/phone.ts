import { createHash, sign } from 'node:crypto';
import { Phone } from '../../protocol/link/phone.ts';
import type { Timers } from '../../protocol/runtime.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import type { PhoneEnd, PhoneLinkTwin } from '../phone-link.ts';
import { privateKeyOf, publicKeyOf } from './ed25519.ts';

/** A driver's phone with an Ed25519 key, which signs the same bytes alike every time (D12). */
export class DriversPhone {
  readonly #timers: Timers;
  readonly #key;
  /** To be enrolled at the gateway. */
  readonly publicKey: PublicKey;

  constructor(timers: Timers, seed: Uint8Array) {
    this.#timers = timers;
    this.#key = privateKeyOf(seed);
    this.publicKey = { kind: 'Ed25519', x: publicKeyOf(seed) };
  }

  /** Goes near a car with a token. @throws {Fault} `link-unavailable`. */
  connect(link: PhoneLinkTwin, token: Uint8Array): { readonly phone: Phone; readonly end: PhoneEnd } {
    const phone: Phone = new Phone({
      token,
      timers: this.#timers,
      write: (bytes) => end.write(bytes),
      digest: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
      sign: async (bytes) => new Uint8Array(sign(null, bytes, this.#key)),
    });
    const end: PhoneEnd = link.connect({ data: (bytes) => phone.data(bytes), closed: () => phone.closed() });
    return { phone, end };
  }
}
