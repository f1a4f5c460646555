import type { FactOf } from '../../protocol/messages/registry.ts';
import type { Clock } from '../../protocol/runtime.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import {
  atLeast,
  bootedWallClock,
  clockStepMilliseconds,
  confirmed,
  type TimeReading,
  type WallClock,
  type WallTime,
  wallTimeAt,
} from './wall-clock.ts';

/** The car's wall time, as its sources come and go (D8). */
export class Timekeeper {
  readonly #clock: Clock;
  readonly #onStep: (fact: FactOf<'clock-adjusted'>) => void;
  #wallClock: WallClock;

  constructor(clock: Clock, lowerBound: EpochMilliseconds, onStep: (fact: FactOf<'clock-adjusted'>) => void) {
    this.#clock = clock;
    this.#onStep = onStep;
    this.#wallClock = bootedWallClock(clock.wall(), clock.elapsed(), lowerBound);
  }

  get lowerBound(): EpochMilliseconds {
    return this.#wallClock.lowerBound;
  }

  now(): WallTime {
    return wallTimeAt(this.#wallClock, this.#clock.elapsed());
  }

  /** A step that is more than drift is recorded: wall times before and after it do not fit together. */
  read(reading: TimeReading): void {
    const before = this.now().time;
    this.#wallClock = confirmed(this.#wallClock, reading, this.#clock.elapsed());
    const after = this.now().time;
    if (Math.abs(after - before) < clockStepMilliseconds) return;
    this.#onStep({ kind: 'clock-adjusted', fromWallTime: before, toWallTime: after });
  }

  /** The gateway's time in an authenticated message: a source, and a bound. A message that comes late is neither. */
  gatewayTime(time: EpochMilliseconds): void {
    if (time < this.lowerBound) return;
    this.signedTime(time);
    this.read({ time, quality: 'network' });
  }

  signedTime(time: EpochMilliseconds): void {
    this.#wallClock = atLeast(this.#wallClock, time);
  }
}
