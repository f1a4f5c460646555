import { between } from '../../protocol/units.ts';
import type { ChainState, Track } from './chain-state.ts';
import { doubtAbout, isConfirmed, isFar, isToAndFro } from './odometer.ts';
import { type DistanceSource, isBetter, isIntegral, type OdometerReading } from './reading.ts';
import { lostAfterMilliseconds } from './silence.ts';
import { stepOf31Metres, within31 } from './within-kilometre.ts';

/** What was last read longer ago than that does not tell where the car stood: PID 31 is asked once a minute. */
export const knownBesideMilliseconds = 120_000;

/** The track with this reading; it begins at the odometer, and begins anew where the reading cannot follow. */
export function advanced(state: ChainState, given: OdometerReading): Track {
  const before = state.tracks.get(given.source);
  const reading = atItsMost(before, given);
  const { rawMetres, at } = reading;
  const isFollowed = before !== undefined && !isOld(state, before, reading);
  if (isFollowed && doubtAbout(before.rawMetres, before.at, reading) === undefined) {
    const isHeard = before.at !== undefined && between(before.at, at) <= lostAfterMilliseconds;
    const offsetMetres = within31(state, before, reading);
    return { ...before, rawMetres, at, heardSince: isHeard ? before.heardSince : at, offsetMetres };
  }
  const { odometerMetres } = state.odometer;
  return {
    rawMetres,
    at,
    heardSince: at,
    begunAt: at,
    offsetMetres: odometerMetres - rawMetres,
    wasFrozen: false,
    base: { rawMetres, odometerMetres },
  };
}

/** A counter that goes to and fro is where it was at its most. */
const atItsMost = (before: Track | undefined, reading: OdometerReading): OdometerReading =>
  before !== undefined && isToAndFro(before.rawMetres, before.at, reading)
    ? { ...reading, rawMetres: before.rawMetres }
    : reading;

/**
 * The odometer has told where the car stood before anybody drove it: a coarser counter that is ahead of that by more than its step
 * has a way that is nobody's, and begins here.
 */
export function begunHere(state: ChainState): ChainState {
  const { odometer, tracks } = state;
  const { odometerMetres, source: used } = odometer;
  const isAhead = ([source, { rawMetres, offsetMetres }]: [DistanceSource, Track]): boolean =>
    used !== 'none' &&
    isBetter(used, source) &&
    !isIntegral(source) &&
    rawMetres + offsetMetres > odometerMetres + stepOf31Metres;
  if (![...tracks].some(isAhead)) return state;
  const laid = ([source, track]: [DistanceSource, Track]): [DistanceSource, Track] =>
    isAhead([source, track])
      ? [source, { ...track, offsetMetres: odometerMetres - track.rawMetres }]
      : [source, track];
  return { ...state, tracks: new Map([...tracks].map(laid)) };
}

/** Whether a counter that runs along was last read long ago, or before a restart: the odometer in use, read since, tells what was driven. */
const isOld = (
  { odometer: { readAt } }: ChainState,
  { at: heardAt }: Track,
  { source, at }: OdometerReading,
): boolean =>
  !isIntegral(source) &&
  readAt !== undefined &&
  (heardAt === undefined || (readAt > heardAt && between(heardAt, at) > knownBesideMilliseconds));

/** Whether a reading of a source that runs along is too far from the last to be believed without a second one. */
export function isAlone({ tracks, suspects }: ChainState, reading: OdometerReading): boolean {
  const track = tracks.get(reading.source);
  if (track === undefined || doubtAbout(track.rawMetres, track.at, reading) !== undefined) return false;
  return isFar(track.rawMetres, track.at, reading) && !isConfirmed(suspects.get(reading.source), reading);
}
