import type { Fault } from '../errors.ts';
import type { Cancel, Timers } from '../runtime.ts';
import { type Milliseconds, milliseconds } from '../units.ts';
import { encodeFrame } from './frame.ts';
import type { LinkMessage } from './messages.ts';

/** A message without an answer is sent again after these; after the last of them the phone gives up (clause 6.10). */
const patience: readonly Milliseconds[] = [1_000, 1_000, 1_000, 7_000].map(milliseconds);

export interface ExchangeOptions<Reply> {
  readonly timers: Timers;
  readonly write: (bytes: Uint8Array) => void;
  /** The same bytes each time. */
  readonly message: Uint8Array;
  /** Null for what is no answer to it: the wait goes on. */
  readonly accept: (message: LinkMessage) => Promise<Reply | null>;
  readonly silent: () => Fault;
}

/** One message of the phone and the car's answer to it. */
export class Exchange<Reply> {
  readonly #options: ExchangeOptions<Reply>;
  readonly #outcome = Promise.withResolvers<Reply>();
  #cancel: Cancel = () => {};

  constructor(options: ExchangeOptions<Reply>) {
    this.#options = options;
  }

  /** Sends it. The answer may be there before this returns. */
  begin(): Promise<Reply> {
    this.#attempt(0);
    return this.#outcome.promise;
  }

  /** Whatever the car says meanwhile. */
  heard(message: LinkMessage): void {
    this.#options.accept(message).then(
      (reply) => {
        if (reply === null) return;
        this.#cancel();
        this.#outcome.resolve(reply);
      },
      (thrown: unknown) => this.fail(thrown),
    );
  }

  fail(thrown: unknown): void {
    this.#cancel();
    this.#outcome.reject(thrown);
  }

  #attempt(count: number): void {
    const wait = patience[count];
    if (wait === undefined) {
      this.fail(this.#options.silent());
      return;
    }
    this.#cancel = this.#options.timers.after(wait, () => this.#attempt(count + 1));
    this.#options.write(encodeFrame(this.#options.message));
  }
}
