import type { OdometerSource } from '../../protocol/messages/words.ts';
import { between, type Metres, type Milliseconds, metres } from '../../protocol/units.ts';
import type { OdometerReading } from './reading.ts';

/** The car's odometer (D9). The first three outlive a restart by the records, the others need not. */
export interface OdometerState {
  /** Never decreases once a source has been read. */
  readonly odometerMetres: Metres;
  readonly source: OdometerSource;
  /** Odometer minus what the source counts; changes with a rebase only. */
  readonly offsetMetres: number;
  /** What the source itself showed last; the odometer may be ahead of it while another source stood in. */
  readonly rawMetres: Metres | undefined;
  /** Elapsed time of the last reading that was taken; undefined after a restart. */
  readonly readAt: Milliseconds | undefined;
  /** A reading that cannot follow the one before; a second that follows it is believed. */
  readonly suspect: OdometerReading | undefined;
}

/** A step of the odometer that is no distance driven. */
export interface OdometerRebase {
  readonly source: OdometerSource;
  readonly beforeMetres: Metres;
  readonly afterMetres: Metres;
  readonly offsetMetres: number;
  readonly reason:
    | 'first-reading'
    | 'source-changed'
    | 'rollback'
    | 'jump'
    | 'counter-reset'
    | 'source-frozen';
}

/** The odometer after a reading, and the step of it that was no driving. */
export interface OdometerStep {
  readonly state: OdometerState;
  readonly rebase?: OdometerRebase;
  /** A reading that was not believed alone, and is now. */
  readonly confirmed?: OdometerReading;
}

/** No car is faster. */
const mostKilometresPerHour = 250;
/** Steps of the counters, and delays of the line. */
export const toleranceMetres = 2000;
/** Assumed since the reading before a restart: a longer silence is a gap, not a trip. */
const unknownElapsedMs = 3_600_000;
/** A reading that is alone is believed as far as a car drives in so long. */
const longestOfOneReadingMs = 60_000;

/** The odometer from what the records hold; `source` is `none` and `odometerMetres` configured before the first reading. */
export const restoredOdometer = (
  recorded: Pick<OdometerState, 'odometerMetres' | 'source' | 'offsetMetres'>,
): OdometerState => ({ ...recorded, rawMetres: undefined, readAt: undefined, suspect: undefined });

/** Takes a reading. Whatever cannot have been driven since the last one is a rebase, once a second reading confirms it. */
export function odometerStep(state: OdometerState, reading: OdometerReading): OdometerStep {
  if (state.source === 'none') return first(state, reading);
  if (state.source !== reading.source) return switched(state, reading);
  const last = state.rawMetres ?? state.odometerMetres - state.offsetMetres;
  if (isToAndFro(last, state.readAt, reading)) return { state: { ...state, readAt: reading.at } };
  const doubt = doubtAbout(last, state.readAt, reading);
  const isClear = doubt === undefined && !isFar(last, state.readAt, reading);
  if (isClear || isOvertaken(state, reading)) return { state: followed(state, reading) };
  const { suspect } = state;
  if (!isConfirmed(suspect, reading)) return { state: { ...state, suspect: reading } };
  return doubt === undefined
    ? { state: followed(state, reading), confirmed: suspect }
    : rebased(state, reading, doubt);
}

/** Whether a reading follows one of the same source that was not believed alone. */
export const isConfirmed = (
  suspect: OdometerReading | undefined,
  reading: OdometerReading,
): suspect is OdometerReading =>
  suspect?.source === reading.source &&
  doubtAbout(suspect.rawMetres, suspect.at, reading) === undefined &&
  !isFar(suspect.rawMetres, suspect.at, reading);

/** The very first reading is all that there is; one far from what was configured is believed once a second confirms it. */
function first(state: OdometerState, reading: OdometerReading): OdometerStep {
  const { suspect, odometerMetres } = state;
  const isNear = !countsLife(reading) || Math.abs(reading.rawMetres - odometerMetres) <= toleranceMetres;
  return isNear || isConfirmed(suspect, reading)
    ? rebased(state, reading, 'first-reading')
    : { state: { ...state, suspect: reading } };
}

/** Before the restart another source may have stood in and be ahead; only the odometer that came of it is on record. */
function isOvertaken(
  { rawMetres, odometerMetres, offsetMetres }: OdometerState,
  reading: OdometerReading,
): boolean {
  const aheadMetres = odometerMetres - offsetMetres - reading.rawMetres;
  return rawMetres === undefined && aheadMetres > 0 && aheadMetres <= toleranceMetres;
}

/** The odometer after a reading that can be true; it waits where it is ahead. */
export function followed(state: OdometerState, reading: OdometerReading): OdometerState {
  const { rawMetres, at: readAt } = reading;
  const odometerMetres = metres(Math.max(state.odometerMetres, rawMetres + state.offsetMetres));
  return { ...state, odometerMetres, rawMetres, readAt, suspect: undefined };
}

type Reason = OdometerRebase['reason'];

/** Why a reading cannot follow what its source showed before. */
export function doubtAbout(
  lastMetres: number,
  lastAt: Milliseconds | undefined,
  reading: OdometerReading,
): Reason | undefined {
  if (reading.rawMetres < lastMetres) return reading.source === 'pid-31' ? 'counter-reset' : 'rollback';
  const elapsedMs = lastAt === undefined ? unknownElapsedMs : between(lastAt, reading.at);
  return reading.rawMetres - lastMetres > mostDrivenMetres(elapsedMs) ? 'jump' : undefined;
}

/**
 * PID 31 shows a little less than before, and more than it could show had it begun anew since: it goes to and fro, as that of
 * some emulators does, and counts on only beyond the most that it has shown.
 */
export function isToAndFro(
  lastMetres: number,
  lastAt: Milliseconds | undefined,
  { source, rawMetres, at }: OdometerReading,
): boolean {
  const lessMetres = lastMetres - rawMetres;
  const elapsedMs = lastAt === undefined ? unknownElapsedMs : between(lastAt, at);
  const isLittleLess = lessMetres > 0 && lessMetres <= toleranceMetres;
  return source === 'pid-31' && isLittleLess && rawMetres > mostDrivenMetres(elapsedMs);
}

/**
 * A way that a car can have driven, but in a silence: a reading of a long-parked car with one bit wrong looks the same, so that
 * a second one has to confirm it.
 */
export function isFar(
  lastMetres: number,
  lastAt: Milliseconds | undefined,
  reading: OdometerReading,
): boolean {
  const elapsedMs = lastAt === undefined ? longestOfOneReadingMs : between(lastAt, reading.at);
  const most = mostDrivenMetres(Math.min(elapsedMs, longestOfOneReadingMs));
  return reading.rawMetres - lastMetres > most;
}

const mostDrivenMetres = (elapsedMs: number): number =>
  (elapsedMs * mostKilometresPerHour) / 3600 + toleranceMetres;

const switched = (state: OdometerState, reading: OdometerReading): OdometerStep =>
  rebased(state, reading, 'source-changed');

/** Goes on from a reading at another offset. */
export function rebased(state: OdometerState, reading: OdometerReading, reason: Reason): OdometerStep {
  const afterMetres = odometerAfter(state, reading, reason);
  const offsetMetres = afterMetres - reading.rawMetres;
  const { source, rawMetres, at: readAt } = reading;
  return {
    state: { odometerMetres: afterMetres, source, offsetMetres, rawMetres, readAt, suspect: undefined },
    rebase: { source, beforeMetres: state.odometerMetres, afterMetres, offsetMetres, reason },
  };
}

/** Forwards only, and only as far as a source knows better; a counter that began anew says nothing of the way before. */
function odometerAfter(state: OdometerState, reading: OdometerReading, reason: Reason): Metres {
  const { odometerMetres, offsetMetres } = state;
  switch (reason) {
    case 'first-reading':
      return countsLife(reading) ? reading.rawMetres : odometerMetres;
    case 'source-changed':
      return countsLife(reading) && reading.rawMetres > odometerMetres ? reading.rawMetres : odometerMetres;
    case 'jump':
      return metres(reading.rawMetres + offsetMetres);
    case 'rollback':
    case 'counter-reset':
    case 'source-frozen':
      return odometerMetres;
    default:
      return reason satisfies never;
  }
}

/** A source that shows what the dashboard shows. */
const countsLife = ({ source }: OdometerReading): boolean => source === 'pid-a6' || source === 'profile';
