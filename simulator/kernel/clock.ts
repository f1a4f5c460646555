import type { Clock } from '../../protocol/runtime.ts';
import {
  between,
  type EpochMilliseconds,
  epochMilliseconds,
  type Milliseconds,
  milliseconds,
} from '../../protocol/units.ts';
import type { Scheduler } from './scheduler.ts';

/** How far a machine's wall clock is off (D8). */
export interface ClockError {
  /** Wall time minus true time, now. */
  readonly offsetMilliseconds: number;
  /** How fast that grows: microseconds a second. */
  readonly driftPpm: number;
}

/** The clocks of one machine in virtual time. Elapsed time is exact: it is what timers run on. */
export class SimulatedClock implements Clock {
  readonly #scheduler: Scheduler;
  #bootedAt: Milliseconds;
  #error: ClockError = { offsetMilliseconds: 0, driftPpm: 0 };
  #errorSetAt = milliseconds(0);

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.#bootedAt = scheduler.now();
  }

  elapsed(): Milliseconds {
    return between(this.#bootedAt, this.#scheduler.now());
  }

  wall(): EpochMilliseconds {
    const drift = ((this.#scheduler.now() - this.#errorSetAt) * this.#error.driftPpm) / 1e6;
    const time = this.#scheduler.trueTime() + this.#error.offsetMilliseconds + Math.trunc(drift);
    return epochMilliseconds(Math.max(0, time));
  }

  /** Elapsed time starts anew, at zero. The wall clock goes on as it was. */
  boot(): void {
    this.#bootedAt = this.#scheduler.now();
  }

  /** From now on the wall clock is off by this much: a step, a drift, or a wrong clock at power-up. */
  setError(error: ClockError): void {
    this.#error = error;
    this.#errorSetAt = this.#scheduler.now();
  }
}
