import { Fault, MalformedError } from '../errors.ts';
import type { CarId } from '../ids.ts';
import type { Action } from '../messages/words.ts';
import type { Cancel, Timers } from '../runtime.ts';
import { proofBytes } from '../token/proof.ts';
import { decodeToken } from '../token/token.ts';
import { type Milliseconds, milliseconds } from '../units.ts';
import { encodeFrame, maxFrameBytes, openFrame } from './frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
  linkVersion,
} from './messages.ts';
import { type SlipState, slipDecode, slipStart } from './slip.ts';

type Answer = LinkMessageOf<'answer'>;

/** A message without an answer is sent again after these; after the last of them the phone gives up (clause 6.10). */
const patience: readonly Milliseconds[] = [1_000, 1_000, 1_000, 7_000].map(milliseconds);

export interface PhoneOptions {
  readonly token: Uint8Array;
  readonly timers: Timers;
  readonly write: (bytes: Uint8Array) => void;
  /** SHA-256. */
  readonly digest: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Signs with the key of the token's `cnf`: Ed25519, or P-256 as r ‖ s. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** What the next proof is made over. */
interface Greeting {
  readonly car: CarId;
  readonly nonce: Uint8Array;
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
  /** Null where hello is due: at first, and after an exchange of which the outcome is unknown. */
  #greeting: Greeting | null = null;
  #requests = 0;
  #isAsking = false;
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
   * @throws {Fault} `car-silent` or `link-closed`, which may have happened all the same; `car-fault`; `other-car`;
   * `phone-busy` while an action is under way
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
    const { token } = this.#options;
    const { claims } = decodeToken(token);
    const { car, nonce } = this.#greeting ?? (await this.#greet());
    if (car !== claims.audience) throw otherCar(car, claims.audience);
    const tokenDigest = await this.#options.digest(token);
    const subject = { car, nonce, action, tokenDigest };
    const proof = await this.#options.sign(proofBytes(claims.confirmation, subject));
    const request = ++this.#requests;
    this.#greeting = null;
    const message = await this.#exchange(
      { type: 'request', request, action, token, proof },
      (reply) =>
        (reply.type === 'answer' || reply.type === 'fault') && (reply.request ?? request) === request,
    );
    if (message.type !== 'answer') throw carFault(message);
    this.#greeting = { car, nonce: message.nonce };
    return message;
  }

  async #greet(): Promise<Greeting> {
    const message = await this.#exchange(
      { type: 'hello', versions: [linkVersion] },
      ({ type }) => type === 'welcome' || type === 'fault',
    );
    if (message.type !== 'welcome') throw carFault(message);
    const { car, nonce } = message;
    this.#greeting = { car, nonce };
    return { car, nonce };
  }

  #exchange(message: LinkMessage, accepts: Pending['accepts']): Promise<LinkMessage> {
    if (this.#isClosed) return Promise.reject(linkClosed());
    const frame = encodeFrame(encodeLinkMessage(message));
    return new Promise((resolve, reject) => {
      let cancel: Cancel = () => {};
      const settle = () => {
        cancel();
        this.#pending = null;
      };
      const attempt = (count: number): void => {
        const wait = patience[count];
        if (wait === undefined) {
          settle();
          reject(carSilent(message.type));
          return;
        }
        cancel = this.#options.timers.after(wait, () => attempt(count + 1));
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
      attempt(0);
    });
  }

  #packet(packet: Uint8Array): void {
    const bytes = openFrame(packet);
    if (bytes === null) return;
    const message = readMessage(bytes);
    if (message !== null && this.#pending?.accepts(message)) this.#pending.resolve(message);
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

const linkClosed = () =>
  new Fault(
    { code: 'link-closed', blame: 'environment', temporary: true, mayHaveHappened: true },
    'the link to the car closed; the action may have been carried out',
  );

const phoneBusy = () =>
  new Fault(
    { code: 'phone-busy', blame: 'sender', temporary: true },
    'another action is under way on this link',
  );

const otherCar = (car: CarId, audience: CarId) =>
  new Fault({ code: 'other-car', blame: 'sender' }, `this is ${car}; the token is for ${audience}`);

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
