/**
 * How readings of a float swing around the level: by 3 to 7 points within minutes (`facts.md`), each car in its own way, and one
 * reading much like the one before it. Second moments, in thousandths of a full tank, squared.
 */
export interface Swing {
  readonly variance: number;
  /** Of a reading and the one before it. */
  readonly covariance: number;
  /** How far the last reading was off; null before the first. */
  readonly last: number | null;
}

/** As cars are, until one has told. */
export const usualSwing: Swing = { variance: 50 ** 2, covariance: 0.85 * 50 ** 2, last: null };

/** Of a reading that steps by 4 thousandths, also in a tank that stands still. */
const leastVariance = 15 ** 2;
const leastCorrelation = 0.3;
const mostCorrelation = 0.95;
/** Weight of one reading in what is known of the swing: that of the last twenty minutes. */
const weight = 1 / 120;

/** Of one reading no more counts than so many deviations: fuel may have come in. */
const mostDeviations = 3;

/** @param difference of a reading from the level */
export function swung(swing: Swing, difference: number): Swing {
  const { variance, covariance, last } = swing;
  const most = mostDeviations * deviationOf(swing);
  const off = Math.min(most, Math.max(-most, difference));
  return {
    variance: variance + weight * (off * off - variance),
    covariance: last === null ? covariance : covariance + weight * (off * last - covariance),
    last: off,
  };
}

export const deviationOf = ({ variance }: Swing): number => Math.sqrt(Math.max(variance, leastVariance));

/** Standard deviation of the mean of so many readings one after another, as of a first-order autoregressive process. */
export function meanDeviation(swing: Swing, count: number): number {
  const r = correlation(swing);
  const together = (1 + r) / (1 - r) - (2 * r * (1 - r ** count)) / (count * (1 - r) ** 2);
  return deviationOf(swing) * Math.sqrt(together / count);
}

/** Standard deviation of a running mean in which the newest reading has this weight. */
export function runningDeviation(swing: Swing, newest: number): number {
  const left = correlation(swing) * (1 - newest);
  return deviationOf(swing) * Math.sqrt(((newest / (2 - newest)) * (1 + left)) / (1 - left));
}

const correlation = ({ variance, covariance }: Swing): number =>
  Math.min(mostCorrelation, Math.max(leastCorrelation, variance <= 0 ? 0 : covariance / variance));
