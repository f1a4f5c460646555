import type { Cancel, Timers } from '../protocol/runtime.ts';
import { milliseconds } from '../protocol/units.ts';

const afterMilliseconds = milliseconds(60_000);

/** Gives a disk again what it did not take: as soon as a record shows that it answers, and each minute where a parked car writes none. */
export class DiskAgain {
  readonly #timers: Timers;
  readonly #give: () => void;
  #cancel: Cancel | null = null;

  constructor(timers: Timers, give: () => void) {
    this.#timers = timers;
    this.#give = give;
  }

  /** There is something that it did not take. */
  failed(): void {
    this.#cancel ??= this.#timers.after(afterMilliseconds, () => this.answered());
  }

  /** It has just done what it should. */
  answered(): void {
    this.stop();
    this.#give();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
