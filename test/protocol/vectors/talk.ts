import { toHex } from '../../../protocol/codec/bytes.ts';
import type { CarId } from '../../../protocol/ids.ts';
import {
  counterNonce,
  directionLabels,
  transcriptBytes,
  welcomeBytes,
} from '../../../protocol/link/channel.ts';
import {
  encodeGreeting,
  encodeLinkMessage,
  type Greeting,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import type { Action, Verdict } from '../../../protocol/messages/words.ts';
import { agreementKey, derivedKey, openWith, sealWith } from '../../../protocol/node-agreement.ts';
import { type ProofSubject, proofBytes } from '../../../protocol/token/proof.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { type SigningKey, sha256 } from '../../support/signing-keys.ts';
import { car, carKey, phoneKey } from '../../support/specification-keys.ts';
import { now } from './parties.ts';
import { tokenOf } from './token-vector.ts';

/** Bytes on the link, with what is inside them. */
export interface Said {
  readonly message: string;
  readonly plain?: string;
}

export const said = (message: LinkMessage): Said => ({ message: toHex(encodeLinkMessage(message)) });
export const bytesSaid = (message: Uint8Array): Said => ({ message: toHex(message) });

/** What the n-th dialogue of a link draws. */
export const carScalar = (turn: number): Uint8Array => new Uint8Array(32).fill(0x20 + turn);
export const phoneScalar = (turn: number): Uint8Array => new Uint8Array(32).fill(0x30 + turn);
export const drawnNonce = (turn: number): Uint8Array => new Uint8Array(16).fill(0xa0 + turn);

interface Parties {
  /** Which draw of the car's this dialogue takes: scalar and first nonce. */
  readonly turn?: number;
  readonly nonceTurn?: number;
  readonly phoneTurn?: number;
  readonly versions?: readonly number[];
  readonly to?: CarId;
  readonly by?: SigningKey;
  readonly greeting?: Partial<Greeting>;
}

/** Both sides of one dialogue, written down by hand: what the car must answer is not asked of the car. */
export class Talk {
  readonly hello: Said;
  readonly welcome: Said;
  readonly binding: Uint8Array;
  readonly #keys: { readonly phone: Uint8Array; readonly car: Uint8Array };
  readonly #car: CarId;
  nonce: Uint8Array;

  constructor(parties: Parties = {}) {
    const { turn = 0, nonceTurn = turn, phoneTurn = turn, versions = [1], to = car, by = carKey } = parties;
    const own = agreementKey(phoneScalar(phoneTurn));
    const theirs = agreementKey(carScalar(turn));
    this.#car = to;
    this.nonce = drawnNonce(nonceTurn);
    const hello = encodeLinkMessage({ type: 'hello', versions: [...versions], agreementKey: own.publicKey });
    const greeting = encodeGreeting({
      version: 1,
      car: to,
      nonce: this.nonce,
      clockQuality: 'gnss',
      wallTime: epochMilliseconds(now),
      versions: [1],
      agreementKey: theirs.publicKey,
      keySet: 0,
      revokedKeys: 0,
      denyList: 0,
      ...parties.greeting,
    });
    this.binding = sha256(transcriptBytes(hello, greeting));
    const secret = own.secretWith(theirs.publicKey) ?? new Uint8Array();
    this.#keys = {
      phone: derivedKey(secret, this.binding, directionLabels.phone),
      car: derivedKey(secret, this.binding, directionLabels.car),
    };
    this.hello = bytesSaid(hello);
    this.welcome = said({ type: 'welcome', greeting, signature: by.sign(welcomeBytes(this.binding)) });
  }

  /** By the phone, under a counter. */
  asks(counter: number, message: LinkMessage): Said {
    return this.asksBytes(counter, encodeLinkMessage(message));
  }

  asksBytes(counter: number, plain: Uint8Array): Said {
    const ciphertext = sealWith(this.#keys.phone, counterNonce(counter), plain);
    return { ...said({ type: 'sealed-request', counter, ciphertext }), plain: toHex(plain) };
  }

  /** By the car, to the message under that counter. */
  answers(counter: number, message: LinkMessage): Said {
    const plain = encodeLinkMessage(message);
    const ciphertext = sealWith(this.#keys.car, counterNonce(counter), plain);
    return { ...said({ type: 'sealed-answer', counter, ciphertext }), plain: toHex(plain) };
  }

  /** What is inside a message of the phone. */
  opened({ counter, ciphertext }: LinkMessageOf<'sealed-request'>): Uint8Array | null {
    return openWith(this.#keys.phone, counterNonce(counter), ciphertext);
  }

  /** A request, proved as it should be unless told otherwise. */
  request(
    action: Action,
    { token = tokenOf(), over = {} }: { token?: Uint8Array; over?: Partial<ProofSubject> } = {},
  ): LinkMessageOf<'request'> {
    const subject = {
      car: this.#car,
      nonce: this.nonce,
      action,
      tokenDigest: sha256(token),
      binding: this.binding,
      ...over,
    };
    return { type: 'request', action, token, proof: phoneKey.sign(proofBytes(phoneKey.publicKey, subject)) };
  }

  /** The car's answer, which gives the next nonce. */
  verdict(
    counter: number,
    verdict: Verdict,
    turn: number,
    fields: Partial<LinkMessageOf<'answer'>> = {},
  ): Said {
    this.nonce = drawnNonce(turn);
    return this.answers(counter, { type: 'answer', verdict, nonce: this.nonce, ...fields });
  }
}
