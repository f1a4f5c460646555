import { concat } from '../codec/bytes.ts';
import { MalformedError } from '../errors.ts';
import type { CarId } from '../ids.ts';
import type { CarriedList } from '../lists/list.ts';
import { numberOf } from '../lists/signed-list.ts';
import { maxParcelBytes } from '../messages/parcel.ts';
import type { Action } from '../messages/words.ts';
import type { Timers } from '../runtime.ts';
import { type ProofSubject, proofBytes } from '../token/proof.ts';
import { decodeToken } from '../token/token.ts';
import { Exchange, type ExchangeOptions } from './exchange.ts';
import { maxFrameBytes, openFrame } from './frame.ts';
import { decodeLinkMessage, encodeLinkMessage, type LinkMessage, type LinkMessageOf } from './messages.ts';
import type { PhoneCrypto } from './phone-crypto.ts';
import { carFault, carSilent, linkClosed, nothingAsked, phoneBusy, receiptInvalid } from './phone-faults.ts';
import { greet, type PhoneSession } from './phone-greeting.ts';
import { decodeRentalReceipt, type UnverifiedReceipt } from './rental-receipt.ts';
import { type SlipState, slipDecode, slipStart } from './slip.ts';

type Answer = LinkMessageOf<'answer'>;

export interface PhoneOptions {
  readonly token: Uint8Array;
  /** The car's Ed25519 key, 32 bytes, as the token's issuer gave it with the token (clause 6.4). */
  readonly carKey: Uint8Array;
  /** What the issuer gave along with the token; the car gets what is news to it (clause 12). */
  readonly lists?: readonly CarriedList[];
  readonly timers: Timers;
  readonly write: (bytes: Uint8Array) => void;
  readonly crypto: PhoneCrypto;
}

/** The phone's side of the link (clause 6): one action at a time, each proved over the nonce that the car gave last. */
export class Phone {
  readonly #options: PhoneOptions;
  #slip: SlipState = slipStart;
  /** Null where hello is due: at first, and after an exchange of which the outcome is unknown. */
  #session: PhoneSession | null = null;
  #isAsking = false;
  #exchange: Pick<Exchange<unknown>, 'heard' | 'fail'> | null = null;
  #isClosed = false;

  constructor(options: PhoneOptions) {
    this.#options = options;
  }

  /** Bytes from the car, in fragments of any size. */
  data(bytes: Uint8Array): void {
    const { state, packets } = slipDecode(this.#slip, bytes, maxFrameBytes);
    this.#slip = state;
    for (const packet of packets) this.#packet(packet);
  }

  closed(): void {
    this.#isClosed = true;
    this.#exchange?.fail(linkClosed());
  }

  /**
   * Asks the car for one action and gives its answer, whatever the verdict.
   * @throws {Fault} `car-silent` or `link-closed`, which may have happened all the same; `car-fault`; `other-car`;
   * `car-not-genuine`; `receipt-invalid`, when all the same it has happened; `phone-busy` while an action is under way
   */
  async request(action: Action): Promise<Answer> {
    if (this.#isAsking) throw phoneBusy();
    this.#isAsking = true;
    try {
      return await this.#ask(action);
    } finally {
      this.#isAsking = false;
    }
  }

  async #ask(action: Action): Promise<Answer> {
    const { token, crypto } = this.#options;
    const { claims } = decodeToken(token);
    const session = this.#session ?? (await this.#begin(claims.audience));
    this.#session = null;
    const tokenDigest = await crypto.digest(token);
    const { nonce, binding } = session;
    const subject: ProofSubject = { car: claims.audience, nonce, action, tokenDigest, binding };
    const proof = await crypto.sign(proofBytes(claims.confirmation, subject));
    const reply = await this.#sealed(session, { type: 'request', action, token, proof });
    if (reply.type !== 'answer') throw carFault(reply);
    this.#session = { ...session, nonce: reply.nonce, counter: session.counter + 1 };
    if (reply.receipt !== undefined) await this.#requireGenuine(reply.receipt);
    return reply;
  }

  /**
   * The parcel of the rental that this phone has just asked about, encrypted to the gateway; null where there is nothing to
   * carry (clause 12.7). To be called after a request on the same link.
   * @throws {Fault} as `request`, and `hello-missing` where nothing was asked before
   */
  async collect(): Promise<Uint8Array | null> {
    if (this.#isAsking) throw phoneBusy();
    this.#isAsking = true;
    try {
      return await this.#collect();
    } finally {
      this.#isAsking = false;
    }
  }

  async #collect(): Promise<Uint8Array | null> {
    const pieces: Uint8Array[] = [];
    for (let offset = 0; ; ) {
      const session = this.#session;
      if (session === null) throw nothingAsked();
      this.#session = null;
      const reply = await this.#sealed(session, { type: 'collect', offset });
      if (reply.type !== 'parcel-piece') throw carFault(reply);
      this.#session = { ...session, counter: session.counter + 1 };
      if (reply.total === 0 || reply.total > maxParcelBytes) return null;
      if (reply.offset !== offset || reply.piece.length === 0) throw carFault(reply);
      pieces.push(reply.piece);
      offset += reply.piece.length;
      if (offset >= reply.total) return concat(...pieces);
    }
  }

  /** A receipt that somebody keeps has to hold before a judge. */
  async #requireGenuine(signed: Uint8Array): Promise<void> {
    const { crypto, carKey } = this.#options;
    const read = receiptIn(signed);
    const isGood = read !== null && (await crypto.verifyCar(carKey, read.signedBytes, read.signature));
    if (!isGood) throw receiptInvalid();
  }

  /** Hello and welcome, and the lists that the car has not got yet. */
  async #begin(audience: CarId): Promise<PhoneSession> {
    const { carKey, crypto, lists = [] } = this.#options;
    let session = await greet({
      audience,
      carKey,
      crypto,
      exchange: (message, accept) => this.#exchanged({ message, accept, silent: carSilent('hello', false) }),
    });
    for (const { list, signed } of lists) {
      if ((numberOf(list, signed) ?? 0) <= session.lists[list]) continue;
      const reply = await this.#sealed(session, { type: 'list', list, signed });
      if (reply.type !== 'list-judged') throw carFault(reply);
      session = { ...session, counter: session.counter + 1 };
    }
    return session;
  }

  /** Says it under the next counter, and gives what the car answers under the same. */
  async #sealed({ channel, counter }: PhoneSession, message: LinkMessage): Promise<LinkMessage> {
    const ciphertext = await channel.seal(counter, encodeLinkMessage(message));
    return this.#exchanged({
      message: encodeLinkMessage({ type: 'sealed-request', counter, ciphertext }),
      silent: carSilent(message.type, message.type === 'request'),
      async accept(heard) {
        if (heard.type === 'fault') throw carFault(unauthenticated(heard));
        if (heard.type !== 'sealed-answer' || heard.counter !== counter) return null;
        const plain = await channel.open(counter, heard.ciphertext);
        return plain === null ? null : readMessage(plain);
      },
    });
  }

  async #exchanged<Reply>(
    options: Pick<ExchangeOptions<Reply>, 'message' | 'accept' | 'silent'>,
  ): Promise<Reply> {
    if (this.#isClosed) throw linkClosed();
    const exchange = new Exchange({ ...this.#options, ...options });
    this.#exchange = exchange;
    try {
      return await exchange.begin();
    } finally {
      this.#exchange = null;
    }
  }

  #packet(packet: Uint8Array): void {
    const bytes = openFrame(packet);
    const message = bytes === null ? null : readMessage(bytes);
    if (message !== null) this.#exchange?.heard(message);
  }
}

function receiptIn(signed: Uint8Array): UnverifiedReceipt | null {
  try {
    return decodeRentalReceipt(signed);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

/** Null for what this phone does not understand, as from a newer car: it is ignored (clause 6.7). */
function readMessage(bytes: Uint8Array): LinkMessage | null {
  try {
    return decodeLinkMessage(bytes);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

/** In the middle of an encrypted dialogue nobody knows who says this: it may have happened, whatever it says. */
const unauthenticated = (fault: LinkMessageOf<'fault'>): LinkMessageOf<'fault'> => ({
  ...fault,
  temporary: true,
  mayHaveHappened: true,
});
