import { counterNonce, directionLabels, transcriptBytes } from '../../protocol/link/channel.ts';
import {
  decodeGreeting,
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../protocol/link/messages.ts';
import { agreementKey, derivedKey, openWith, sealWith } from '../../protocol/node-agreement.ts';
import { sha256 } from './signing-keys.ts';

/** A phone's end of one encrypted dialogue that says what it likes, when it likes. */
export class RawDialogue {
  readonly hello: LinkMessageOf<'hello'>;
  readonly #own;
  #keys: { readonly phone: Uint8Array; readonly car: Uint8Array } | null = null;
  binding: Uint8Array = new Uint8Array(32);
  nonce: Uint8Array = new Uint8Array(16);
  counter = 1;

  constructor(scalarFill = 9, versions: readonly number[] = [1]) {
    this.#own = agreementKey(new Uint8Array(32).fill(scalarFill));
    this.hello = { type: 'hello', versions: [...versions], agreementKey: this.#own.publicKey };
  }

  /** Takes the car's welcome without asking who signed it. */
  welcomed({ greeting }: LinkMessageOf<'welcome'>): void {
    const { nonce, agreementKey: carKey } = decodeGreeting(greeting);
    const secret = this.#own.secretWith(carKey);
    if (secret === null) throw new Error('the car sent no point');
    this.nonce = nonce;
    this.counter = 1;
    this.binding = sha256(transcriptBytes(encodeLinkMessage(this.hello), greeting));
    this.#keys = {
      phone: derivedKey(secret, this.binding, directionLabels.phone),
      car: derivedKey(secret, this.binding, directionLabels.car),
    };
  }

  /** The next message sealed, under the next counter or another. */
  sealed(message: LinkMessage, counter = this.counter++): LinkMessageOf<'sealed-request'> {
    return this.sealedBytes(encodeLinkMessage(message), counter);
  }

  sealedBytes(plain: Uint8Array, counter = this.counter++): LinkMessageOf<'sealed-request'> {
    const ciphertext = sealWith(this.#needed().phone, counterNonce(counter), plain);
    return { type: 'sealed-request', counter, ciphertext };
  }

  /** What the car says, decrypted where it is encrypted. */
  opened(message: LinkMessage): LinkMessage {
    if (message.type !== 'sealed-answer') return message;
    const plain = openWith(this.#needed().car, counterNonce(message.counter), message.ciphertext);
    if (plain === null) throw new Error('not sealed by the car of this dialogue');
    const inner = decodeLinkMessage(plain);
    if (inner.type === 'answer') this.nonce = inner.nonce;
    return inner;
  }

  #needed() {
    if (this.#keys === null) throw new Error('no welcome yet');
    return this.#keys;
  }
}
