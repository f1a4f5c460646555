import { carId } from '../../protocol/ids.ts';
import type { Log } from '../../protocol/runtime.ts';

/** So many lines a minute, each name from each address once: who guesses passwords is not to fill the log. */
const mostLines = 20;
const windowMilliseconds = 60_000;

export type LoginFault = 'wrong name or password' | 'another client id than its name';

/** Tells the log who could not log in. Never with what was given as password, nor as a name that can be no car's. */
export class RefusedLogins {
  readonly #log: Log;
  readonly #elapsed: () => number;
  readonly #told = new Set<string>();
  #since = Number.NEGATIVE_INFINITY;
  #untold = 0;

  /** @param elapsed milliseconds since any moment */
  constructor(log: Log, elapsed: () => number = () => performance.now()) {
    this.#log = log;
    this.#elapsed = elapsed;
  }

  /** @param username as given, right or wrong */
  refused(username: string, address: string, reason: LoginFault): void {
    this.#beginWindow();
    const car = carNamed(username);
    const key = JSON.stringify([car, address, reason]);
    if (this.#told.has(key) || this.#told.size >= mostLines) {
      this.#untold++;
      return;
    }
    this.#told.add(key);
    this.#log.warn({ car: car ?? 'none', address, reason }, 'a login was refused');
  }

  /** What was left out of the last minute that had any is told with the first of the next one. */
  #beginWindow(): void {
    const now = this.#elapsed();
    if (now - this.#since < windowMilliseconds) return;
    if (this.#untold > 0) this.#log.warn({ logins: this.#untold }, 'further logins were refused');
    this.#since = now;
    this.#untold = 0;
    this.#told.clear();
  }
}

/** Anything else may be a secret that was put in the wrong place. */
const carNamed = (username: string) => (/^[a-z0-9-]{1,8}$/.test(username) ? carId(username) : null);
