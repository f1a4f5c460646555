import type { Milliseconds } from '../../protocol/units.ts';

const windowMilliseconds = 10 * 60_000;
const mostInWindow = 60;

/** Wrong guesses of codes, whoever makes them: past 60 in 10 minutes none is looked at (D13). */
export class WrongGuesses {
  #times: Milliseconds[] = [];

  isFull(elapsed: Milliseconds): boolean {
    this.#times = this.#times.filter((time) => elapsed - time < windowMilliseconds);
    return this.#times.length >= mostInWindow;
  }

  /** Only where `isFull` has said no. */
  add(elapsed: Milliseconds): void {
    this.#times.push(elapsed);
  }
}
