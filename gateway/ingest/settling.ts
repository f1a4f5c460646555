import type { Cancel, Clock, Timers } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';

/** With messages always waiting, what comes after the PUBACKs gets its turn after so long. */
const longestUnsettled = 100;
const settleAgain = milliseconds(1000);

/** When what is left to be done after COMMIT has its turn at the store. */
export class Settling {
  readonly #clock: Clock;
  readonly #timers: Timers;
  /** Called when something is left to be done. */
  readonly #wanted: () => void;
  #isUnderWay = false;
  #isWanted = false;
  #begunAt: number;
  #timer: Cancel | null = null;
  #closed = false;

  constructor({ clock, timers }: { readonly clock: Clock; readonly timers: Timers }, wanted: () => void) {
    this.#clock = clock;
    this.#timers = timers;
    this.#wanted = wanted;
    this.#begunAt = clock.elapsed();
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Its turn comes when the store has nothing else to do, or after some time. */
  isDue(isQuiet: boolean): boolean {
    if (!this.#isWanted || this.#isUnderWay) return false;
    return isQuiet || this.#clock.elapsed() - this.#begunAt >= longestUnsettled;
  }

  ask(): void {
    this.#isWanted = true;
    this.#wanted();
  }

  begin(): void {
    this.#isUnderWay = true;
    this.#isWanted = false;
    this.#begunAt = this.#clock.elapsed();
  }

  end(): void {
    this.#isUnderWay = false;
  }

  /** @param delay until there is something to do: 0 for at once, null for nothing */
  next(delay: Milliseconds | null): void {
    if (delay === 0) this.#isWanted = true;
    else if (delay !== null) this.#after(delay);
  }

  tryAgain(): void {
    this.#after(settleAgain);
  }

  /** Nothing is asked for by a timer any more. */
  close(): void {
    this.#closed = true;
    this.#timer?.();
    this.#timer = null;
  }

  #after(delay: Milliseconds): void {
    if (this.#timer !== null || this.#closed) return;
    this.#timer = this.#timers.after(delay, () => {
      this.#timer = null;
      this.ask();
    });
  }
}
