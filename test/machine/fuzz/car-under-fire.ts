import type { ListContext } from '../../../device/access/lists.ts';
import { createVerifier } from '../../../device/access/signatures.ts';
import { keyIdOf } from '../../../device/keys.ts';
import { encodeFrame } from '../../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import { noLists } from '../../../protocol/lists/list.ts';
import type { Action } from '../../../protocol/messages/words.ts';
import { type ProofSubject, proofBytes } from '../../../protocol/token/proof.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import type { SeededRandom } from '../../../simulator/kernel/random.ts';
import { type CarLink, linkedCar } from '../../support/linked-car.ts';
import { RawDialogue } from '../../support/raw-dialogue.ts';
import { ed25519Key, sha256 } from '../../support/signing-keys.ts';
import { counted, deniedToken, knownCar, knownIssuer, type Right } from './rights.ts';

const carKey = ed25519Key(new Uint8Array(32).fill(1));
/** Turns of promises and timers within which a car must have answered. */
const mostTurns = 400;
const mostRecorded = 40;

/** One end of a link, with the encrypted dialogue that a phone with its keys has on it. */
interface Line {
  readonly link: CarLink;
  readonly dialogue: RawDialogue;
}

/** A car, and all that phones and attackers on two links have said and heard. */
export class CarUnderFire {
  readonly #random: SeededRandom;
  readonly #counted = counted(createVerifier());
  readonly #car: ReturnType<typeof linkedCar>;
  #near: Line;
  #far: Line;
  /** Messages of either side, the last ones. */
  readonly recorded: Uint8Array[] = [];
  hellos = 0;

  constructor(random: SeededRandom, name = knownCar) {
    this.#random = random;
    const context: ListContext = {
      car: name,
      issuers: [knownIssuer],
      root: null,
      keyIdOf,
      verify: createVerifier(),
    };
    const number = 1_000_000;
    this.#car = linkedCar({
      carKey,
      random,
      context,
      latency: 0,
      verify: this.#counted.verify,
      has: {
        numbers: { ...noLists, 'deny-list': number },
        held: { ...noLists, 'deny-list': number },
        issuers: null,
        revokedKeys: [],
        denyList: { car: name, number, issuedAt: epochSeconds(1_780_000_000), denied: [deniedToken] },
      },
    });
    this.#near = this.#fresh();
    this.#far = this.#fresh();
  }

  get dialogue(): RawDialogue {
    return this.#near.dialogue;
  }

  /** Of another connection to the same car. */
  get otherDialogue(): RawDialogue {
    return this.#far.dialogue;
  }

  /** How often relays were moved. */
  get pulses(): number {
    return this.#car.relays.length;
  }

  /** Signatures that the car has checked. */
  get checks(): number {
    return this.#counted.count();
  }

  /** Bytes on the first link, and the car's replies, for which it is given its time. Closed or greeted anew, the link is opened anew. */
  async say(bytes: Uint8Array): Promise<readonly LinkMessage[]> {
    const { link } = this.#near;
    link.say(bytes);
    if (this.#car.isBusy()) await this.#settled();
    const replies = link.heard().map((message) => this.#heard(message));
    const isOver = replies.some(({ type }) => type === 'welcome');
    if (isOver && !link.isClosed()) link.hangUp();
    if (isOver || link.isClosed()) this.#near = this.#fresh();
    return replies;
  }

  /** A whole message, framed and recorded. */
  sayMessage(message: Uint8Array): Promise<readonly LinkMessage[]> {
    this.#record(message);
    return this.say(encodeFrame(message));
  }

  /** Sealed as the phone of the first dialogue does, under its next counter; the nonce of the answer is taken. */
  async saySealed(plain: Uint8Array): Promise<LinkMessage | null> {
    const { dialogue } = this;
    const [reply] = await this.sayMessage(encodeLinkMessage(dialogue.sealedBytes(plain)));
    return reply === undefined ? null : dialogue.opened(reply);
  }

  /** What a phone with this right asks in the first dialogue, its proof over something else where told so. */
  request(
    { token, phone }: Right,
    action: Action,
    over: Partial<ProofSubject> = {},
  ): LinkMessageOf<'request'> {
    const { nonce, binding } = this.dialogue;
    const subject = { car: this.#car.name, nonce, action, tokenDigest: sha256(token), binding, ...over };
    return { type: 'request', action, token, proof: phone.sign(proofBytes(phone.publicKey, subject)) };
  }

  async #settled(): Promise<void> {
    for (let turn = 0; this.#car.isBusy(); turn++) {
      if (turn > mostTurns) throw new Error(`no answer in ${mostTurns} turns`);
      await this.#car.advance(0);
    }
    await this.#car.advance(0);
  }

  #fresh(): Line {
    this.hellos++;
    const link = this.#car.connect();
    const dialogue = new RawDialogue(this.#random.int(1, 200));
    const hello = encodeLinkMessage(dialogue.hello);
    this.#record(hello);
    link.say(encodeFrame(hello));
    const [welcome] = link.heard().map((message) => this.#heard(message));
    if (welcome?.type !== 'welcome') throw new Error(`a good hello gets ${welcome?.type}`);
    dialogue.welcomed(welcome);
    return { link, dialogue };
  }

  #heard(message: Uint8Array): LinkMessage {
    const reply = decodeLinkMessage(message);
    if (reply.type !== 'fault') this.#record(message);
    return reply;
  }

  #record(message: Uint8Array): void {
    this.recorded.push(message);
    if (this.recorded.length > mostRecorded) this.recorded.shift();
  }
}
