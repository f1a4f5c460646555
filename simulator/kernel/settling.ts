import { promiseHooks } from 'node:v8';

/** When the loop takes an event-loop turn: after events that touched a promise, or after each (slower; for proof). */
export type Settling = 'touched' | 'always';

/**
 * Lets promises settle between events (D12). A turn of the event loop runs all promise jobs, however long their chains.
 * A promise job comes only from a promise being made or settled, and V8 reports both; so an event without either has
 * left nothing to wait for. `queueMicrotask` and `process.nextTick` go unseen: core code has no use for them.
 */
export class PromiseWatch {
  readonly #always: boolean;
  #touched = true;
  #stopHooks: () => void = () => {};
  #rejection: { readonly reason: unknown } | null = null;
  readonly #onRejection = (reason: unknown): void => {
    this.#rejection ??= { reason };
  };

  constructor(settling: Settling) {
    this.#always = settling === 'always';
  }

  /** Watches from now on. The function given back ends it. */
  start(): () => void {
    process.on('unhandledRejection', this.#onRejection);
    if (!this.#always) this.#stopHooks = watchPromises(() => this.touch());
    this.touch();
    return () => {
      process.off('unhandledRejection', this.#onRejection);
      this.#stopHooks();
    };
  }

  touch(): void {
    this.#touched = true;
  }

  /** Called before each event. */
  forget(): void {
    this.#touched = false;
  }

  /** Whether a turn is due after this event. */
  due(): boolean {
    return this.#touched || this.#always;
  }

  /** Takes the turn. @throws what a promise was rejected with that nobody handled. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.throwUnhandled();
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
