import { between, type Metres, type Milliseconds, metres } from '../../protocol/units.ts';

/** Distance summed up from speeds. */
export interface SpeedIntegral {
  readonly millimetres: number;
  readonly last: SpeedAt | null;
}

export interface SpeedAt {
  readonly millimetresPerSecond: number;
  readonly at: Milliseconds;
}

/** What a speed adds. `gap`: the time before it is too long to say what was driven in it, and something was, or may have been. */
export interface IntegralStep {
  readonly integral: SpeedIntegral;
  readonly gap: { readonly from: Milliseconds; readonly to: Milliseconds } | null;
}

export const noDistance: SpeedIntegral = { millimetres: 0, last: null };

/** Between speeds further apart nothing is known: a car can have stopped, turned and come back. */
export const longestBetweenMilliseconds = 5_000;

/** A car that stands before and after a longer silence can have been driven in it. At a charger it is asked each minute. */
const longestStandMilliseconds = 120_000;

/** Adds the way since the speed before, as if it had changed steadily in between. */
export function speedRead(integral: SpeedIntegral, speed: SpeedAt): IntegralStep {
  const { last, millimetres } = integral;
  if (last === null) return { integral: { millimetres, last: speed }, gap: null };
  const elapsed = between(last.at, speed.at);
  if (elapsed > longestBetweenMilliseconds) {
    const isMoving = last.millimetresPerSecond > 0 || speed.millimetresPerSecond > 0;
    const isUntold = isMoving || elapsed > longestStandMilliseconds;
    return { integral: { millimetres, last: speed }, gap: isUntold ? { from: last.at, to: speed.at } : null };
  }
  const driven = ((last.millimetresPerSecond + speed.millimetresPerSecond) / 2) * (elapsed / 1000);
  return { integral: { millimetres: millimetres + Math.round(driven), last: speed }, gap: null };
}

export const integralMetres = ({ millimetres }: SpeedIntegral): Metres =>
  metres(Math.floor(millimetres / 1000));

/**
 * A speed of PID 0D. Some control units cut off what is below a whole km/h, others round it; a quarter of one lies half-way
 * between, so that neither sums up to more than 1 % over a drive.
 */
export const obdSpeed = (kilometresPerHour: number, at: Milliseconds): SpeedAt => ({
  millimetresPerSecond: kilometresPerHour === 0 ? 0 : ((kilometresPerHour + 0.25) * 1_000_000) / 3600,
  at,
});
