import type { Clock } from '../protocol/runtime.ts';
import type { Milliseconds } from '../protocol/units.ts';

/** When the car was last seen to move, to stand, and to have its ignition turned off; null: never since boot. */
export interface MotionSeen {
  readonly movedAt: Milliseconds | null;
  readonly stoodAt: Milliseconds | null;
  /** Null while it is on, or not known. */
  readonly ignitionOffAt: Milliseconds | null;
}

export const nothingSeen: MotionSeen = { movedAt: null, stoodAt: null, ignitionOffAt: null };

export type Motion = 'standing' | 'moving' | 'unknown';

/** A speed says nothing any more after so long. */
const freshMilliseconds = 10_000;
/** With the ignition off and no speed told, a car that coasts has stopped by then. */
const coastingMilliseconds = 60_000;
/** GNSS speeds of a standing car are noise. */
const leastGnssMillimetresPerSecond = 1_500;

/** Whether the car stands, as far as anybody can tell: what is not known to stand is never immobilised from afar (clause 5.2). */
export function motionAt({ movedAt, stoodAt, ignitionOffAt }: MotionSeen, now: Milliseconds): Motion {
  const stopped = stoodAt !== null && (movedAt === null || stoodAt > movedAt);
  if (movedAt !== null && !stopped && now - movedAt < freshMilliseconds) return 'moving';
  if (ignitionOffAt === null) return 'unknown';
  if (now - ignitionOffAt >= coastingMilliseconds) return 'standing';
  return stopped && ignitionOffAt - stoodAt < freshMilliseconds ? 'standing' : 'unknown';
}

/** Puts together what the lines tell of motion. */
export class MotionWatch {
  readonly #clock: Clock;
  #seen = nothingSeen;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get now(): Motion {
    return motionAt(this.#seen, this.#clock.elapsed());
  }

  ignition(on: boolean): void {
    const ignitionOffAt = on ? null : (this.#seen.ignitionOffAt ?? this.#clock.elapsed());
    if (ignitionOffAt !== this.#seen.ignitionOffAt) this.#seen = { ...this.#seen, ignitionOffAt };
  }

  obd(kilometresPerHour: number): void {
    const at = this.#clock.elapsed();
    this.#seen = kilometresPerHour > 0 ? { ...this.#seen, movedAt: at } : { ...this.#seen, stoodAt: at };
  }

  /** A slow one tells nothing: wheels may turn under a receiver that has just lost its satellites. */
  gnss(millimetresPerSecond: number): void {
    if (millimetresPerSecond < leastGnssMillimetresPerSecond) return;
    this.#seen = { ...this.#seen, movedAt: this.#clock.elapsed() };
  }
}
