import { Fault } from '../errors.ts';
import type { Action } from '../messages/words.ts';
import type { Cancel, Timers } from '../runtime.ts';
import { proofBytes } from '../token/proof.ts';
import { decodeToken } from '../token/token.ts';
import { milliseconds } from '../units.ts';
import { encodeFrame, maxFrameBytes, openFrame } from './frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
  linkVersion,
} from './messages.ts';
import { type SlipState, slipDecode, slipStart } from './slip.ts';

type Welcome = LinkMessageOf<'welcome'>;
type Answer = LinkMessageOf<'answer'>;

/** A message without an answer is sent again after this, three times in all (clause 6.10). */
const repeatAfter = milliseconds(1_000);
/** An action may take the car longer: the lock is read back before it answers. */
const attempts = { hello: 3, request: 6 } as const;

export interface PhoneOptions {
  readonly token: Uint8Array;
  readonly timers: Timers;
  readonly write: (bytes: Uint8Array) => void;
  /** SHA-256. */
  readonly digest: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Signs with the key of the token's `cnf`: Ed25519, or P-256 as r ‖ s. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

interface Pending {
  readonly accepts: (message: LinkMessage) => boolean;
  readonly resolve: (message: LinkMessage) => void;
  readonly reject: (fault: Fault) => void;
}

/** The phone's side of the link (clause 6): one action at a time, each proved over the nonce that the car gave last. */
export class Phone {
  readonly #options: PhoneOptions;
  #slip: SlipState = slipStart;
  #welcome: Welcome | null = null;
  #nonce: Uint8Array | null = null;
  #requests = 0;
  #pending: Pending | null = null;
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
    this.#pending?.reject(linkClosed());
  }

  /**
   * Asks the car for one action and gives its answer, whatever the verdict.
   * @throws {Fault} `car-silent` or `link-closed`, which may have happened all the same; `car-fault`
   */
  async request(action: Action): Promise<Answer> {
    const { token } = this.#options;
    const { car, nonce } = await this.#greeted();
    const tokenDigest = await this.#options.digest(token);
    const { confirmation } = decodeToken(token).claims;
    const proof = await this.#options.sign(proofBytes(confirmation, { car, nonce, action, tokenDigest }));
    const request = ++this.#requests;
    const message = await this.#exchange(
      { type: 'request', request, action, token, proof },
      attempts.request,
      (reply) =>
        (reply.type === 'answer' || reply.type === 'fault') && (reply.request ?? request) === request,
    );
    if (message.type !== 'answer') throw carFault(message);
    this.#nonce = message.nonce;
    return message;
  }

  async #greeted(): Promise<{ car: Welcome['car']; nonce: Uint8Array }> {
    if (this.#welcome !== null && this.#nonce !== null) return { car: this.#welcome.car, nonce: this.#nonce };
    const message = await this.#exchange(
      { type: 'hello', versions: [linkVersion] },
      attempts.hello,
      ({ type }) => type === 'welcome' || type === 'fault',
    );
    if (message.type !== 'welcome') throw carFault(message);
    this.#welcome = message;
    this.#nonce = message.nonce;
    return message;
  }

  #exchange(message: LinkMessage, most: number, accepts: Pending['accepts']): Promise<LinkMessage> {
    if (this.#isClosed) return Promise.reject(linkClosed());
    const frame = encodeFrame(encodeLinkMessage(message));
    return new Promise((resolve, reject) => {
      let cancel: Cancel = () => {};
      const settle = () => {
        cancel();
        this.#pending = null;
      };
      const attempt = (left: number): void => {
        if (left === 0) {
          settle();
          reject(carSilent(message.type));
          return;
        }
        cancel = this.#options.timers.after(repeatAfter, () => attempt(left - 1));
        this.#options.write(frame);
      };
      this.#pending = {
        accepts,
        resolve: (reply) => {
          settle();
          resolve(reply);
        },
        reject: (fault) => {
          settle();
          reject(fault);
        },
      };
      attempt(most);
    });
  }

  #packet(packet: Uint8Array): void {
    const bytes = openFrame(packet);
    if (bytes === null) return;
    const message = decodeLinkMessage(bytes);
    if (this.#pending?.accepts(message)) this.#pending.resolve(message);
  }
}

const linkClosed = () =>
  new Fault(
    { code: 'link-closed', blame: 'environment', temporary: true, mayHaveHappened: true },
    'the link to the car closed; the action may have been carried out',
  );

const carSilent = (what: string) =>
  new Fault(
    { code: 'car-silent', blame: 'environment', temporary: true, mayHaveHappened: what === 'request' },
    `no answer to ${what}`,
  );

function carFault(message: LinkMessage): Fault {
  if (message.type !== 'fault') throw new RangeError(`${message.type} is no answer`);
  const { fault, temporary, mayHaveHappened } = message;
  return new Fault(
    { code: 'car-fault', blame: 'sender', temporary, mayHaveHappened },
    `the car answers ${fault}`,
  );
}
