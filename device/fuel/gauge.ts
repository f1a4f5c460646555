import type { FactOf } from '../../protocol/messages/registry.ts';

/** Of one reading of a real float: it swings by 3 to 7 points within minutes. */
const slosh = 50;
/** What the true level may change by between two readings, ten seconds apart. */
const drift = 1.5;
/** The filter does not grow surer than this, so that it follows what it did not see. */
const surest = 5;
/** A rise of less is not told from slosh, however many readings say it. */
const leastRefuelled = 80;
/** A rise is a refuelling where it is so many times its own uncertainty. */
const surely = 3.5;
/** Readings after which a level is what it is: no refuelling was seen. */
const mostReadings = 12;

/** The level of the tank as far as readings tell it; all in thousandths of a full one. */
export interface FuelGauge {
  /** Null before the first reading. */
  readonly level: Estimate | null;
  /** The level before a stop, or before readings rose, and the readings since. */
  readonly before: { readonly level: Estimate; readonly sum: number; readonly count: number } | null;
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

export const emptyGauge: FuelGauge = { level: null, before: null };

/** Whatever comes after a stop is compared with the level before it. */
export const ignitionWentOff = (gauge: FuelGauge): FuelGauge =>
  comparedWith(gauge, gauge.before?.level ?? gauge.level);

/** What comes next is compared with this level. */
export const comparedWith = (gauge: FuelGauge, level: Estimate | null): FuelGauge => ({
  ...gauge,
  before: level === null ? null : { level, sum: 0, count: 0 },
});

/** Takes a reading of PID 2F, or of a profile's request; told from slosh a rise may need several. */
export function fuelRead(
  gauge: FuelGauge,
  permille: number,
): { readonly gauge: FuelGauge; readonly refuelling: Refuelling | null } {
  const level = gauge.level === null ? { permille, deviation: slosh } : filtered(gauge.level, permille);
  const before = gauge.before ?? risen(gauge.level, permille);
  if (before === null) return settled(level);
  const sum = before.sum + permille;
  const count = before.count + 1;
  const after: Estimate = { permille: sum / count, deviation: slosh / Math.sqrt(count) };
  const rise = after.permille - before.level.permille;
  if (rise >= leastRefuelled && rise >= surely * together(before.level, after)) {
    return { gauge: { level: after, before: null }, refuelling: { before: before.level, after } };
  }
  return count < mostReadings
    ? { gauge: { level, before: { ...before, sum, count } }, refuelling: null }
    : settled(level);
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

const settled = (level: Estimate) => ({ gauge: { level, before: null }, refuelling: null });

/** A reading so far above that it may be a filling with the ignition on. */
const risen = (level: Estimate | null, permille: number): FuelGauge['before'] =>
  level !== null && permille - level.permille > 2 * slosh ? { level, sum: 0, count: 0 } : null;

const together = (left: Estimate, right: Estimate): number => Math.hypot(left.deviation, right.deviation);

/** A Kalman filter of one value: the level drifts slowly, readings swing around it. */
function filtered(level: Estimate, permille: number): Estimate {
  const variance = level.deviation ** 2 + drift ** 2;
  const gain = variance / (variance + slosh ** 2);
  return {
    permille: level.permille + gain * (permille - level.permille),
    deviation: Math.max(surest, Math.sqrt((1 - gain) * variance)),
  };
}
