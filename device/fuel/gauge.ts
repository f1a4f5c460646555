import type { FactOf } from '../../protocol/messages/registry.ts';
import { deviationOf, meanDeviation, runningDeviation, type Swing, swung, usualSwing } from './swing.ts';

/** A level follows what it did not see at least so fast: it lags behind a car at full power by 2 points. */
const leastGain = 0.03;
/** What a parked car may show that leans to one side. */
const tilt = 50;
/** A rise of less is not told from slosh, however many readings say it. */
const leastRefuelled = 60;
/** A rise over a stop is a refuelling where it is so many times its own uncertainty. */
const surely = 4;
/** And without a stop, which nobody should do and slosh seems to do again and again. */
const mostSurely = 7;
/** Readings on the road after which a level is what it is: no refuelling was seen. */
const mostReadings = 60;

/** The level of the tank as far as readings tell it; all in thousandths of a full one. */
export interface FuelGauge {
  /** Null before the first reading. */
  readonly level: Estimate | null;
  /** Readings in the level, as far as they count. */
  readonly count: number;
  readonly swing: Swing;
  readonly compared: Comparison | null;
}

/** The level before a stop, or before readings rose, and the readings since. */
export interface Comparison {
  readonly before: Estimate;
  readonly isAfterStop: boolean;
  /** A car that stands leans the same way all the time, however often it is read. */
  readonly hasMoved: boolean;
  readonly sum: number;
  readonly count: number;
}

/** A value and its standard deviation. */
export interface Estimate {
  readonly permille: number;
  readonly deviation: number;
}

/** Fuel came in: the levels before and after, and how uncertain the difference is. */
export interface Refuelling {
  readonly before: Estimate;
  readonly after: Estimate;
}

export const emptyGauge: FuelGauge = { level: null, count: 0, swing: usualSwing, compared: null };

/** Whatever comes after a stop is compared with the level before it. */
export const ignitionWentOff = (gauge: FuelGauge): FuelGauge =>
  comparedWith(gauge, gauge.compared?.before ?? gauge.level);

/** What comes next is compared with this level. */
export const comparedWith = (gauge: FuelGauge, before: Estimate | null): FuelGauge => ({
  ...gauge,
  compared: before === null ? null : { before, isAfterStop: true, hasMoved: false, sum: 0, count: 0 },
});

/** The car moves: what it showed while it stood was one look at a tank that leans. */
export const moved = (gauge: FuelGauge): FuelGauge =>
  gauge.compared === null || gauge.compared.hasMoved
    ? gauge
    : { ...gauge, compared: { ...gauge.compared, hasMoved: true, sum: 0, count: 0 } };

/** Takes a reading of PID 2F, or of a profile's request; told from slosh a rise may need several. */
export function fuelRead(
  gauge: FuelGauge,
  permille: number,
): { readonly gauge: FuelGauge; readonly refuelling: Refuelling | null } {
  const { compared } = gauge;
  const next = followed(gauge, permille);
  if (compared === null) return { gauge: { ...next, compared: risen(gauge, permille) }, refuelling: null };
  const since = { ...compared, sum: compared.sum + permille, count: compared.count + 1 };
  const after = levelSince(since, next.swing);
  if (isRefuelled(since, after))
    return {
      gauge: { ...next, level: after, count: since.count, compared: null },
      refuelling: { before: since.before, after },
    };
  const isSettled = since.hasMoved && since.count >= mostReadings;
  return { gauge: { ...next, compared: isSettled ? null : since }, refuelling: null };
}

/** What was added, in millilitres of a tank of this size, and by how much more or less it may have been (two deviations). */
export function addedMillilitres(
  { before, after }: Refuelling,
  tankMillilitres: number,
): { readonly added: number; readonly tolerance: number } {
  return {
    added: Math.round(((after.permille - before.permille) * tankMillilitres) / 1000),
    tolerance: Math.round((2 * together(before, after) * tankMillilitres) / 1000),
  };
}

export function refuelledFact(
  refuelling: Refuelling,
  tankMillilitres: number | undefined,
): FactOf<'refuelled'> {
  const { before, after } = refuelling;
  const levels = { beforePermille: whole(before), afterPermille: whole(after) };
  if (tankMillilitres === undefined) return { kind: 'refuelled', ...levels };
  const { added, tolerance } = addedMillilitres(refuelling, tankMillilitres);
  return { kind: 'refuelled', ...levels, addedMillilitres: added, toleranceMillilitres: tolerance };
}

export const whole = ({ permille }: Estimate): number => Math.min(1000, Math.max(0, Math.round(permille)));

/** A reading so far above that it may be a filling with the ignition on. */
const risen = ({ level, swing }: FuelGauge, permille: number): Comparison | null =>
  level !== null && permille - level.permille > 2 * deviationOf(swing)
    ? { before: level, isAfterStop: false, hasMoved: true, sum: 0, count: 0 }
    : null;

function levelSince({ sum, count, hasMoved }: Comparison, swing: Swing): Estimate {
  const deviation = meanDeviation(swing, count);
  return { permille: sum / count, deviation: hasMoved ? deviation : Math.hypot(deviation, tilt) };
}

function isRefuelled({ before, isAfterStop }: Comparison, after: Estimate): boolean {
  const rise = after.permille - before.permille;
  return rise >= leastRefuelled && rise >= (isAfterStop ? surely : mostSurely) * together(before, after);
}

const together = (left: Estimate, right: Estimate): number => Math.hypot(left.deviation, right.deviation);

/** A mean of the readings so far, later a running one; and how they swing around it. */
function followed({ level, count, swing, compared }: FuelGauge, permille: number): FuelGauge {
  if (level === null)
    return { level: { permille, deviation: deviationOf(swing) }, count: 1, swing, compared };
  const next = swungSince(compared, level, swing, permille);
  const gain = Math.max(leastGain, 1 / (count + 1));
  const deviation = gain > leastGain ? meanDeviation(next, count + 1) : runningDeviation(next, gain);
  return {
    level: { permille: level.permille + gain * (permille - level.permille), deviation },
    count: count + 1,
    swing: next,
    compared,
  };
}

/** What fuel did to the level is no swing. */
function swungSince(compared: Comparison | null, level: Estimate, swing: Swing, permille: number): Swing {
  if (compared === null) return swung(swing, permille - level.permille);
  const { sum, count } = compared;
  return count === 0 ? { ...swing, last: null } : swung(swing, permille - sum / count);
}
