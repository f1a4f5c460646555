import type { Clock } from '../protocol/runtime.ts';
import type { Milliseconds } from '../protocol/units.ts';
import type { Alarms } from './alarms.ts';

/** A cold start takes 12.5 minutes at the worst, that of a whole almanac; so long in a garage with the engine on is rare. */
export const withoutFixMilliseconds = 15 * 60_000;

/** Notices a receiver that finds no position though the car is in use. */
export class FixWatch {
  readonly #clock: Clock;
  readonly #alarms: Alarms;
  /** The last fix, or the ignition's coming on after it; null while the ignition is off. */
  #since: Milliseconds | null = null;

  constructor(clock: Clock, alarms: Alarms) {
    this.#clock = clock;
    this.#alarms = alarms;
  }

  ignition(on: boolean): void {
    this.#since = on ? this.#clock.elapsed() : null;
  }

  fixed(): void {
    if (this.#since !== null) this.#since = this.#clock.elapsed();
    this.#alarms.set('gnss-no-fix', false);
  }

  tick(): void {
    if (this.#since === null || this.#clock.elapsed() - this.#since < withoutFixMilliseconds) return;
    this.#alarms.set('gnss-no-fix', true);
  }
}
