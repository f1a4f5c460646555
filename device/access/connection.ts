import { MalformedError, messageOf } from '../../protocol/errors.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../protocol/link/messages.ts';
import { type SlipState, slipDecode, slipStart } from '../../protocol/link/slip.ts';
import type { Cancel, Log, Random, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { ByteStream, ByteStreamEvents } from '../ports.ts';
import { type Session, type SessionEffect, type SessionInput, sessionTransition } from './session.ts';

/** A phone that says nothing for so long loses its connection (clause 6.10). */
export const silenceMilliseconds = milliseconds(30_000);

export interface ConnectionOptions {
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly welcome: (nonce: Uint8Array) => LinkMessageOf<'welcome'>;
  /** Gives its verdict in the answer; a rejection is told to the phone as a fault. */
  readonly decide: (request: LinkMessageOf<'request'>, nonce: Uint8Array) => Promise<LinkMessageOf<'answer'>>;
  /** Once, whoever ended it. */
  readonly onEnd: () => void;
}

/** Performs one phone's session on its byte stream. */
export class Connection implements ByteStreamEvents {
  readonly #stream: ByteStream;
  readonly #options: ConnectionOptions;
  #slip: SlipState = slipStart;
  #session: Session = { kind: 'greeting' };
  #cancelSilence: Cancel;
  #hasEnded = false;

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

  #packet(packet: Uint8Array): void {
    const bytes = openFrame(packet);
    if (bytes === null || this.#session.kind === 'closed') return;
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
        this.#options.decide(effect.request, effect.nonce).then(
          (answer) => this.#input({ kind: 'decided', answer }),
          (thrown: unknown) => this.#failed(thrown),
        );
        return;
      case 'close':
        this.#end();
        this.#stream.close();
        return;
    }
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
