import { MalformedError, messageOf } from '../../protocol/errors.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
  maxPieceBytes,
} from '../../protocol/link/messages.ts';
import { type SlipState, slipDecode, slipStart } from '../../protocol/link/slip.ts';
import type { Cancel, Log, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { ByteStream, ByteStreamEvents } from '../ports.ts';
import type { Begun } from './greeting.ts';
import {
  firstSession,
  type Session,
  type SessionEffect,
  type SessionInput,
  sessionTransition,
} from './session.ts';

/** A phone that says nothing for so long loses its connection (clause 6.10). */
export const silenceMilliseconds = milliseconds(30_000);

export interface ConnectionOptions {
  readonly timers: Timers;
  readonly log: Log;
  /** Begins a dialogue; null where this hello cannot begin one. */
  readonly begin: (bytes: Uint8Array, hello: LinkMessageOf<'hello'>) => Begun | null;
  /** Gives its verdict in the answer; a rejection is told to the phone as a fault. */
  readonly decide: (
    request: LinkMessageOf<'request'>,
    proven: ProofGround,
  ) => Promise<LinkMessageOf<'answer'>>;
  /** Takes a list that the phone brings (clause 12). */
  readonly takeList: (list: LinkMessageOf<'list'>) => Promise<LinkMessageOf<'list-judged'>>;
  /** The parcel of the rental whose right was proved in this dialogue; null: nothing to carry (clause 12.7). */
  readonly collect: (binding: Uint8Array) => Promise<Uint8Array | null>;
  /** A frame with a right checksum has come. */
  readonly onHeard: () => void;
  /** Once, whoever ended it. */
  readonly onEnd: () => void;
}

/** What a proof has to be made over besides the request itself (clause 7.7). */
export interface ProofGround {
  /** The nonce that the car gave last. */
  readonly nonce: Uint8Array;
  readonly binding: Uint8Array;
}

/** Performs one phone's session on its byte stream. */
export class Connection implements ByteStreamEvents {
  readonly #stream: ByteStream;
  readonly #options: ConnectionOptions;
  #slip: SlipState = slipStart;
  #session: Session = firstSession;
  #cancelSilence: Cancel;
  #hasEnded = false;
  #parcel: Uint8Array | null = null;

  constructor(stream: ByteStream, options: ConnectionOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#cancelSilence = this.#awaitSilence();
  }

  data(bytes: Uint8Array): void {
    const { state, packets } = slipDecode(this.#slip, bytes, maxFrameBytes);
    this.#slip = state;
    for (const packet of packets) this.#packet(packet);
  }

  closed(): void {
    this.#end();
  }

  /** How far the phone has come: a request under way is never cut off. */
  get stage(): 'silent' | 'begun' | 'deciding' {
    if (this.#session.kind === 'deciding') return 'deciding';
    return this.#session.kind === 'ready' ? 'begun' : 'silent';
  }

  /** Ends it for somebody else's sake. */
  letGo(): void {
    this.#end();
    this.#stream.close();
  }

  #packet(packet: Uint8Array): void {
    const bytes = openFrame(packet);
    if (bytes === null || this.#session.kind === 'closed') return;
    this.#cancelSilence();
    this.#cancelSilence = this.#awaitSilence();
    this.#options.onHeard();
    this.#input(this.#read(bytes));
  }

  #read(bytes: Uint8Array): SessionInput {
    try {
      return { kind: 'message', message: decodeLinkMessage(bytes), bytes };
    } catch (thrown) {
      if (thrown instanceof MalformedError) return { kind: 'malformed' };
      throw thrown;
    }
  }

  #input(input: SessionInput): void {
    const { session, effects } = sessionTransition(this.#session, input);
    this.#session = session;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: SessionEffect): void {
    switch (effect.kind) {
      case 'begin':
        this.#begin(effect.bytes, effect.hello);
        return;
      case 'send':
        this.#send(effect.message);
        return;
      case 'decide':
        this.#options.decide(effect.request, effect).then(
          (answer) => this.#input({ kind: 'decided', answer }),
          (thrown: unknown) => this.#failed(thrown),
        );
        return;
      case 'take-list':
        this.#options.takeList(effect.list).then(
          (reply) => this.#input({ kind: 'list-judged', reply }),
          (thrown: unknown) => this.#failed(thrown),
        );
        return;
      case 'collect':
        this.#piece(effect.binding, effect.offset).then(
          (reply) => this.#input({ kind: 'collected', reply }),
          (thrown: unknown) => this.#failed(thrown),
        );
        return;
      case 'close':
        this.letGo();
        return;
    }
  }

  #begin(hello: Uint8Array, message: LinkMessageOf<'hello'>): void {
    this.#parcel = null;
    const begun = this.#options.begin(hello, message);
    this.#input(begun === null ? { kind: 'malformed' } : { kind: 'begun', hello, ...begun });
  }

  /** The parcel is packed as its first piece is asked for, and kept for the others. */
  async #piece(binding: Uint8Array, offset: number): Promise<LinkMessageOf<'parcel-piece'>> {
    if (offset === 0) this.#parcel = await this.#options.collect(binding);
    const parcel = this.#parcel ?? new Uint8Array();
    const piece = parcel.slice(offset, offset + maxPieceBytes);
    return { type: 'parcel-piece', offset, total: parcel.length, piece };
  }

  #failed(thrown: unknown): void {
    this.#options.log.error({ reason: messageOf(thrown) }, 'request not decided');
    this.#input({ kind: 'failed' });
  }

  #end(): void {
    this.#cancelSilence();
    this.#session = { kind: 'closed' };
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#options.onEnd();
  }

  #send(message: LinkMessage): void {
    this.#stream.write(encodeFrame(encodeLinkMessage(message)));
  }

  #awaitSilence(): Cancel {
    return this.#options.timers.after(silenceMilliseconds, () => this.#input({ kind: 'silent' }));
  }
}
