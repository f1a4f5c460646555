import { promiseHooks } from 'node:v8';

/**
 * How promises settle after an event: by a turn of the event loop where it touched one; by a turn after each (slower; for
 * proof); or `drained`, without a turn but now and then, in a world that waits for nothing real.
 */
export type Settling = 'touched' | 'always' | 'drained';

/** A turn now and then lets others come to the thread. */
const drainsInATurn = 2_048;

/**
 * Lets promises settle between events (D12). A turn of the event loop runs all promise jobs, however long their chains.
 * A promise job comes only from a promise being made or settled, and V8 reports both; so an event without either has
 * left nothing to wait for. `queueMicrotask` and `process.nextTick` go unseen: core code has no use for them.
 */
export class PromiseWatch {
  readonly #settling: Settling;
  #touches = 1;
  #touchesBefore = 0;
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
    if (this.#settling === 'touched') this.#stopHooks = watchPromises(() => this.touch());
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

  /**
   * Runs events, with the promises settled before, between and after them, until `step` says that none is left.
   * @throws what an event threw, or a promise was rejected with that nobody handled.
   */
  async between(step: () => boolean): Promise<void> {
    if (this.#settling === 'drained') return this.#drained(step);
    if (this.#isDue()) await this.settle();
    while (step()) if (this.#isDue()) await this.settle();
  }

  /** Lets them settle. @throws what a promise was rejected with that nobody handled. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#throwUnhandled();
  }

  /** Whether a turn is due after an event. */
  #isDue(): boolean {
    return this.#touches !== this.#touchesBefore || this.#settling === 'always';
  }

  #drained(step: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        try {
          for (let left = drainsInATurn; left > 0; left--) {
            drain();
            this.#throwUnhandled();
            if (!step()) {
              resolve();
              return;
            }
          }
          setImmediate(turn);
        } catch (thrown) {
          reject(thrown);
        }
      };
      setImmediate(turn);
    });
  }

  #throwUnhandled(): void {
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

/**
 * Runs all promise jobs and what they bring, at once: what Node does itself after each callback. It must not be called
 * from a promise job. Node exports it under this name and documents it nowhere; the tests of the scheduler pin it.
 */
const drain: () => void = exportedDrain();

function exportedDrain(): () => void {
  const exported: unknown = Reflect.get(process, '_tickCallback');
  if (typeof exported !== 'function') throw new Error('this Node runs no promise jobs on demand');
  return () => {
    exported();
  };
}
