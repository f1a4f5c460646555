import type { Cancel, Timers } from '../../protocol/runtime.ts';
import type { Milliseconds } from '../../protocol/units.ts';

/** Sets an event for an owner, in so many milliseconds from now. */
export type ScheduleFor = (owner: Owner, delay: Milliseconds, run: () => void) => Cancel;

/** One life of something that can crash: a device from power-up to power cut, or a gateway process. */
export class Owner {
  readonly name: string;
  /** Timers that die with the owner. */
  readonly timers: Timers;
  /** Timers that are set and have neither fired nor been taken back; kept by the scheduler. */
  pending = 0;
  readonly #lastRites: (() => void)[] = [];
  #alive = true;

  constructor(name: string, schedule: ScheduleFor) {
    this.name = name;
    this.timers = { after: (delay, run) => (this.#alive ? schedule(this, delay, run) : () => {}) };
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Calls back once at the crash: for what the world does then, such as cutting connections. */
  onKill(callback: () => void): void {
    if (this.#alive) this.#lastRites.push(callback);
    else callback();
  }

  /** The crash: no timer of this owner fires any more, and twins call it no more. */
  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const callback of this.#lastRites.splice(0)) callback();
  }
}
