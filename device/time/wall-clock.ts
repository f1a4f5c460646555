import type { ClockQuality } from '../../protocol/messages/words.ts';
import {
  type EpochMilliseconds,
  epochMilliseconds,
  type Milliseconds,
  shifted,
} from '../../protocol/units.ts';

/** What a car holds for wall time (D8): elapsed time plus an offset, with where that offset came from. */
export interface WallClock {
  readonly wallAtBoot: EpochMilliseconds;
  readonly quality: ClockQuality;
  /** When `wallAtBoot` was last confirmed, in elapsed time. */
  readonly confirmedAt: Milliseconds;
  /** No wall time before this is believed; it comes only from signed time and survives boots. */
  readonly lowerBound: EpochMilliseconds;
}

export interface WallTime {
  readonly time: EpochMilliseconds;
  readonly quality: ClockQuality;
}

/** A source of time better than none, as it was read at one elapsed moment. */
export interface TimeReading {
  readonly time: EpochMilliseconds;
  readonly quality: 'gnss' | 'network';
}

/** A step beyond this is recorded. */
export const clockStepMilliseconds = 2_000;
/** Two good clocks differ by less than this; it is no reason to doubt one of them. */
const agreementMilliseconds = 60_000;
/** When this was written, 2026-01-01T00:00Z: a machine's clock that stands earlier was never set. */
const notBeforeMilliseconds = 1_767_225_600_000;
/** Without confirmation for so long a clock is no better than its crystal. */
const confirmationLastsMilliseconds = 24 * 3_600_000;

/** The clock at boot: the machine's own, where it is not before all that the car has seen signed. */
export function bootedWallClock(
  machineWall: EpochMilliseconds,
  elapsed: Milliseconds,
  lowerBound: EpochMilliseconds,
): WallClock {
  const least = Math.max(lowerBound - agreementMilliseconds, notBeforeMilliseconds);
  const quality = machineWall >= least ? 'rtc' : 'none';
  return {
    wallAtBoot: epochMilliseconds(Math.max(0, machineWall - elapsed)),
    quality,
    confirmedAt: elapsed,
    lowerBound,
  };
}

/** Wall time now; never before the lower bound, where a clock that is well behind it is marked `token`. */
export function wallTimeAt(clock: WallClock, elapsed: Milliseconds): WallTime {
  const own = shifted(clock.wallAtBoot, elapsed);
  const time = epochMilliseconds(Math.max(own, clock.lowerBound));
  if (time - own > agreementMilliseconds) return { time, quality: 'token' };
  const stale = elapsed - clock.confirmedAt > confirmationLastsMilliseconds;
  return { time, quality: stale && ranks[clock.quality] > ranks.rtc ? 'rtc' : clock.quality };
}

const ranks = { none: 0, token: 1, rtc: 2, network: 3, gnss: 4 } as const satisfies Record<
  ClockQuality,
  number
>;

/** Takes a reading unless the clock already stands on a better source. */
export function confirmed(clock: WallClock, reading: TimeReading, elapsed: Milliseconds): WallClock {
  if (ranks[reading.quality] < ranks[wallTimeAt(clock, elapsed).quality]) return clock;
  const wallAtBoot = epochMilliseconds(Math.max(0, reading.time - elapsed));
  return { ...clock, wallAtBoot, quality: reading.quality, confirmedAt: elapsed };
}

/** Raises the lower bound by a time that someone trusted has signed: a token's `iat`, the gateway's time. */
export const atLeast = (clock: WallClock, signedTime: EpochMilliseconds): WallClock =>
  signedTime > clock.lowerBound ? { ...clock, lowerBound: signedTime } : clock;
