import { MalformedError } from '../../protocol/errors.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../protocol/link/messages.ts';
import { type SlipState, slipDecode, slipStart } from '../../protocol/link/slip.ts';
import type { Cancel, Random, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { ByteStream, ByteStreamEvents } from '../ports.ts';
import { type Session, type SessionEffect, type SessionInput, sessionTransition } from './session.ts';

/** A phone that says nothing for so long loses its connection (clause 6.10). */
export const silenceMilliseconds = milliseconds(30_000);

export interface ConnectionOptions {
  readonly timers: Timers;
  readonly random: Random;
  readonly welcome: (nonce: Uint8Array) => LinkMessageOf<'welcome'>;
  /** Never rejects: whatever goes wrong becomes an answer. */
  readonly decide: (request: LinkMessageOf<'request'>, nonce: Uint8Array) => Promise<LinkMessageOf<'answer'>>;
}

/** Performs one phone's session on its byte stream. */
export class Connection implements ByteStreamEvents {
  readonly #stream: ByteStream;
  readonly #options: ConnectionOptions;
  #slip: SlipState = slipStart;
  #session: Session = { kind: 'greeting' };
  #cancelSilence: Cancel;

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
    this.#cancelSilence();
    this.#session = { kind: 'closed' };
  }

  #packet(packet: Uint8Array): void {
    const bytes = openFrame(packet);
    if (bytes === null) return;
    this.#cancelSilence();
    this.#cancelSilence = this.#awaitSilence();
    this.#input(this.#read(bytes));
  }

  #read(bytes: Uint8Array): SessionInput {
    try {
      return {
        kind: 'message',
        message: decodeLinkMessage(bytes),
        freshNonce: this.#options.random.bytes(16),
      };
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
      case 'welcome':
        this.#send(this.#options.welcome(effect.nonce));
        return;
      case 'send':
        this.#send(effect.message);
        return;
      case 'decide':
        void this.#options
          .decide(effect.request, effect.nonce)
          .then((answer) => this.#input({ kind: 'decided', answer }));
        return;
      case 'close':
        this.closed();
        this.#stream.close();
        return;
    }
  }

  #send(message: LinkMessage): void {
    this.#stream.write(encodeFrame(encodeLinkMessage(message)));
  }

  #awaitSilence(): Cancel {
    return this.#options.timers.after(silenceMilliseconds, () => this.#input({ kind: 'silent' }));
  }
}
