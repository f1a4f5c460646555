import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import type { Cancel, Clock, Random, Timers } from '../runtime.ts';
import { epochMilliseconds, type Milliseconds, milliseconds } from '../units.ts';

/** How far uptime and the monotonic clock may drift apart before the difference counts as sleep. */
const sleepAt = 50;
/** How long the monotonic clock is trusted, and the longest single timer: a sleep is noticed that soon after it. */
const lookAgainAfter = 1_000;
const longestTimer = 60_000;

/**
 * This machine's clocks (D8). Elapsed time is the system's uptime, which runs on through sleep but counts in hundredths
 * of a second, refined by the monotonic clock, which stands still in sleep. It never goes back.
 */
export class SystemClock implements Clock {
  /** Uptime minus monotonic time. */
  #offset = uptime() * 1000 - performance.now();
  #lookedAt = performance.now();

  elapsed(): Milliseconds {
    const now = performance.now();
    if (now - this.#lookedAt >= lookAgainAfter) this.#look(now);
    return milliseconds(Math.floor(now + this.#offset));
  }

  wall() {
    return epochMilliseconds(Date.now());
  }

  #look(now: number): void {
    this.#lookedAt = now;
    const slept = uptime() * 1000 - (now + this.#offset);
    if (slept > sleepAt) this.#offset += slept;
  }
}

/** Timers on elapsed time: one that falls into a sleep fires within a minute after it. */
export class SystemTimers implements Timers {
  readonly #clock: Pick<Clock, 'elapsed'>;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  after(delay: Milliseconds, callback: () => void): Cancel {
    const dueAt = this.#clock.elapsed() + delay;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = Math.max(0, dueAt - this.#clock.elapsed());
      timer = setTimeout(() => (left > longestTimer ? wait() : callback()), Math.min(left, longestTimer));
    };
    wait();
    return () => clearTimeout(timer);
  }
}

/** The system's random number generator. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
