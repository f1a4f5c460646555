import { promiseHooks } from 'node:v8';

/**
 * How promises settle after an event: by a turn of the event loop where it touched one; by a turn after each (slower; for
 * proof); or `drained`, without a turn but now and then, in a world that waits for nothing real.
 */
export type Settling = 'touched' | 'always' | 'drained';

/** A turn now and then lets Node notice rejections, and others come to the thread. */
const drainsBetweenTurns = 256;
/** A chain of promises that is longer than this takes a turn. */
const mostRounds = 64;

/**
 * Lets promises settle between events (D12). A turn of the event loop runs all promise jobs, however long their chains.
 * A promise job comes only from a promise being made or settled, and V8 reports both; so an event without either has
 * left nothing to wait for. `queueMicrotask` and `process.nextTick` go unseen: core code has no use for them.
 */
export class PromiseWatch {
  readonly #settling: Settling;
  #touches = 1;
  #touchesBefore = 0;
  /** How often a round of draining touches promises by itself. */
  #ownTouches = Number.POSITIVE_INFINITY;
  #drainsLeft = 0;
  #stopHooks: () => void = () => {};
  #rejection: { readonly reason: unknown } | null = null;
  readonly #onRejection = (reason: unknown): void => {
    this.#rejection ??= { reason };
  };

  constructor(settling: Settling) {
    this.#settling = settling;
  }

  /** Watches from now on. The function given back ends it. */
  start(): () => void {
    process.on('unhandledRejection', this.#onRejection);
    if (this.#settling !== 'always') this.#stopHooks = watchPromises(() => this.touch());
    this.touch();
    return () => {
      process.off('unhandledRejection', this.#onRejection);
      this.#stopHooks();
    };
  }

  touch(): void {
    this.#touches += 1;
  }

  /** Called before each event. */
  forget(): void {
    this.#touchesBefore = this.#touches;
  }

  /** Whether a turn is due after this event. */
  due(): boolean {
    return this.#touches !== this.#touchesBefore || this.#settling === 'always';
  }

  /** Lets them settle. @throws what a promise was rejected with that nobody handled. */
  async settle(): Promise<void> {
    if (this.#settling === 'drained' && this.#drainsLeft > 0 && (await this.#isDrained())) return;
    this.#drainsLeft = drainsBetweenTurns;
    await new Promise((resolve) => setImmediate(resolve));
    this.throwUnhandled();
    if (this.#settling === 'drained') this.#ownTouches = Math.min(this.#ownTouches, await this.#round());
  }

  /** Jobs run in the order in which they came up: once nobody else touched a promise in a whole round, none is left. */
  async #isDrained(): Promise<boolean> {
    this.#drainsLeft -= 1;
    for (let round = 0; round < mostRounds; round++)
      if ((await this.#round()) <= this.#ownTouches) return true;
    return false;
  }

  /** Waits behind all jobs that there are; gives how often promises were touched meanwhile. */
  async #round(): Promise<number> {
    const before = this.#touches;
    await null;
    return this.#touches - before;
  }

  throwUnhandled(): void {
    if (this.#rejection === null) return;
    const { reason } = this.#rejection;
    this.#rejection = null;
    throw new Error(`unhandled rejection: ${reason instanceof Error ? reason.message : String(reason)}`, {
      cause: reason,
    });
  }
}

function watchPromises(touched: () => void): () => void {
  const stop: unknown = promiseHooks.createHook({ init: touched, settled: touched });
  if (typeof stop !== 'function') throw new Error('this Node has no promise hooks');
  return () => {
    stop();
  };
}
