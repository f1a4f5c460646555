import { between, type Metres, type Milliseconds, metres, milliseconds } from '../../protocol/units.ts';
import { longestBetweenMilliseconds } from './integral.ts';
import {
  doubtAbout,
  followed,
  isConfirmed,
  isFar,
  type OdometerRebase,
  type OdometerState,
  type OdometerStep,
  odometerStep,
  rebased,
} from './odometer.ts';
import { type DistanceSource, isBetter, isIntegral, type OdometerReading } from './reading.ts';

/** A source beside the one in use: what it counts, and how that becomes the odometer. */
export interface Track {
  readonly rawMetres: Metres;
  /** Elapsed time of its last reading; undefined where that was before a restart. */
  readonly at: Milliseconds | undefined;
  /** Since when its readings have followed each other: before that nobody asked, and the silence of another says nothing. */
  readonly heardSince: Milliseconds | undefined;
  /** Odometer minus what it counts. */
  readonly offsetMetres: number;
  /** It stood still while the car drove: it is believed again once it counts, from where the odometer then is. */
  readonly wasFrozen: boolean;
  /** From where the ways of this source and of the one in use are compared. */
  readonly base: { readonly rawMetres: number; readonly odometerMetres: number };
}

/** The chain of sources (D9): one is in use, the others run along so that they can stand in. */
export interface ChainState {
  readonly odometer: OdometerState;
  readonly tracks: ReadonlyMap<DistanceSource, Track>;
  /** Readings of better sources that a second one has to confirm. */
  readonly suspects: ReadonlyMap<DistanceSource, OdometerReading>;
  /** Elapsed time of the first reading since the unit started. */
  readonly startedAt: Milliseconds | undefined;
  /** When the source in use last counted on. */
  readonly movedAt: Milliseconds | undefined;
  /** Sources that have counted the same way differently from the one in use, and have not come together since. */
  readonly disagreeing: ReadonlySet<DistanceSource>;
}

export interface ChainStep extends Omit<OdometerStep, 'state'> {
  readonly state: ChainState;
}

/** A source that has been silent for so long is lost. */
export const lostAfterMilliseconds = 35_000;
/** A source in use is read every 10 s, at each stop and as the ignition goes off. */
const endReadWithinMilliseconds = 15_000;
/** A source that counts nothing over such a way of another one is frozen: the coarsest step, and a wheel's error. */
export const frozenMetres = 2_500;
/** At the end of a drive one step of a source is enough, and a wheel's error; of a profile's the coarsest is taken. */
const standsStillMetres: Readonly<Record<DistanceSource, number>> = {
  'pid-a6': 200,
  profile: frozenMetres,
  'pid-31': frozenMetres,
  speed: frozenMetres,
  gnss: frozenMetres,
};
/** A source stands in once it has counted so far beyond the one that is lost; noise of a standing car is less. */
const leastAheadMetres = 100;
/** PID 31 tells whole kilometres, the rest cut off. */
const stepOf31Metres = 1_000;
/** Two sources agree within their steps and 10 % of the way (wheels and GNSS differ by up to 8 %), compared over such ways. */
const disagreeingMetres = 2_500;
const disagreeingShare = 0.1;
const comparedMetres = 20_000;
const never = milliseconds(0);
/** What was last read longer ago than that does not tell where the car stood: PID 31 is asked once a minute. */
const knownBesideMilliseconds = 120_000;

export const chainOf = (odometer: OdometerState): ChainState => ({
  odometer,
  tracks: new Map(),
  suspects: new Map(),
  startedAt: undefined,
  movedAt: undefined,
  disagreeing: new Set(),
});

/** Takes a reading of any source. Distance never decreases; what stands in for a lost source counts from where it was. */
export function chainStep(before: ChainState, reading: OdometerReading): ChainStep {
  const state = before.startedAt === undefined ? { ...before, startedAt: reading.at } : before;
  const { source } = state.odometer;
  if (source === 'none') return isIntegral(reading.source) ? unread(state, reading) : inUse(state, reading);
  if (source === reading.source) return inUse(state, reading);
  return isBetter(reading.source, source) ? better(state, source, reading) : worse(state, source, reading);
}

function inUse(state: ChainState, reading: OdometerReading): ChainStep {
  const { odometer } = state;
  const { state: after, ...step } = odometerStep(within31InUse(state, reading), reading);
  const moved = after.odometerMetres > odometer.odometerMetres || step.rebase !== undefined;
  const next = moved
    ? counted(state, after, step.rebase, reading.at)
    : { state: { ...state, odometer: after } };
  return { ...step, ...next };
}

/** Nothing has been read yet: what the unit itself counts is taken only where no counter of the car speaks for a while. */
function unread(state: ChainState, reading: OdometerReading): ChainStep {
  const track = advanced(state, reading);
  const along = withTrack(state, reading.source, track);
  const ahead = reading.rawMetres + track.offsetMetres - state.odometer.odometerMetres;
  return isSilent(state, track) && ahead >= leastAheadMetres
    ? takenOver(along, track, reading, 'first-reading')
    : { state: along };
}

/** A better source speaks, for the first time or again; what it says must follow what it said before. */
function better(state: ChainState, replaced: DistanceSource, reading: OdometerReading): ChainStep {
  const track = within31BySum(state, reading);
  if (track?.wasFrozen === true && reading.rawMetres <= track.rawMetres) return { state };
  const doubt = track === undefined ? 'source-changed' : doubtAbout(track.rawMetres, track.at, reading);
  const left = withTrack(state, replaced, trackOfUse(state.odometer, false));
  const goesOn = track !== undefined && doubt === undefined && !track.wasFrozen;
  if (goesOn && !isFar(track.rawMetres, track.at, reading)) return takenOver(left, track, reading);
  const suspect = state.suspects.get(reading.source);
  if (!isConfirmed(suspect, reading)) return suspected(state, reading);
  if (goesOn) return { ...takenOver(left, track, reading), confirmed: suspect };
  if (track === undefined && isWithin31(state, reading))
    return { ...takenOver(left, { offsetMetres: 0 }, reading), confirmed: suspect };
  const own = {
    ...state.odometer,
    odometerMetres: isStopgap31(state, replaced)
      ? metres(Math.max(state.odometer.odometerMetres, drivenTo(state, reading)))
      : state.odometer.odometerMetres,
    offsetMetres: track?.offsetMetres ?? state.odometer.offsetMetres,
  };
  const { state: odometer, rebase } = rebased(own, reading, doubt ?? 'source-changed');
  return counted(without(left, reading.source), odometer, rebase, reading.at);
}

/** A6 speaks for the first time, and PID 31, which did so before it, is ahead by part of the kilometre that it counted whole: that is waited for. */
function isWithin31({ odometer }: ChainState, { source, rawMetres }: OdometerReading): boolean {
  const aheadMetres = odometer.odometerMetres - rawMetres;
  const isBetween = aheadMetres > 0 && aheadMetres < stepOf31Metres;
  return source === 'pid-a6' && odometer.source === 'pid-31' && isBetween;
}

/** Of what has been summed up beyond PID 31, as much as an odometer that is back confirms: that was driven, and is no step. */
const drivenTo = (state: ChainState, { rawMetres, at }: OdometerReading): number =>
  Math.min(rawMetres, summedUpMetres(state, at) ?? 0);

/** A source that runs along: it stands in where the one in use is silent, or stands still while this one counts. */
function worse(state: ChainState, used: DistanceSource, reading: OdometerReading): ChainStep {
  if (isAlone(state, reading)) return suspected(state, reading);
  const track = advanced(state, reading);
  const along = compared(withTrack(state, reading.source, track), reading.source, track);
  const ahead = reading.rawMetres + track.offsetMetres - state.odometer.odometerMetres;
  if (isSilent(state, track) && ahead >= leastAheadMetres) {
    return takenOver(withTrack(along, used, trackOfUse(state.odometer, false)), track, reading);
  }
  if (!isSilent(state, track) && hasNotCounted(state, reading.at) && ahead > frozenMetres) {
    const left = withTrack(along, used, trackOfUse(state.odometer, true));
    return takenOver(left, track, reading, 'source-frozen');
  }
  return { state: along };
}

/**
 * A drive is over. Where the source in use has not told its end, or says what it said long before, and will tell no more before
 * the next drive, what has counted beyond it stands in now: the way is this driver's.
 */
export function driveEnded(state: ChainState, at: Milliseconds): ChainStep {
  const { odometer, tracks } = state;
  const { source: used, readAt } = odometer;
  if (used === 'none' || readAt === undefined) return { state };
  const isUntold = between(readAt, at) > endReadWithinMilliseconds;
  const isTold = !isUntold && !isStopgap31(state, used);
  if (isTold && isWaiting(odometer)) return { state };
  const leastMetres = isTold ? standsStillMetres[used] : leastAheadMetres;
  for (const source of ['speed', 'gnss'] as const) {
    const track = tracks.get(source);
    if (track?.at === undefined || !isBetter(used, source) || (isUntold && track.at <= readAt)) continue;
    const { at: heardAt, rawMetres, offsetMetres } = track;
    if (rawMetres + offsetMetres - odometer.odometerMetres < leastMetres) continue;
    const along = withTrack(state, used, trackOfUse(odometer, isTold));
    const reason = isTold ? 'source-frozen' : 'source-changed';
    return takenOver(along, track, { source, rawMetres, at: heardAt }, reason);
  }
  return { state };
}

/** Whether PID 31 stands in for an odometer, which tells what it does not: how much of a kilometre was driven. */
const isStopgap31 = ({ tracks }: Pick<ChainState, 'tracks'>, source: OdometerState['source']): boolean =>
  source === 'pid-31' && (tracks.has('pid-a6') || tracks.has('profile'));

/** What stood in for the source in use was ahead of it: that it counts does not show yet. */
const isWaiting = ({ odometerMetres, rawMetres, offsetMetres }: OdometerState): boolean =>
  rawMetres !== undefined && rawMetres + offsetMetres < odometerMetres;

/** Goes over to a source whose track is known: the way since then was driven. */
function takenOver(
  state: ChainState,
  { offsetMetres }: Pick<Track, 'offsetMetres'>,
  reading: OdometerReading,
  reason: OdometerRebase['reason'] = 'source-changed',
): ChainStep {
  const { source } = reading;
  const odometer = followed({ ...state.odometer, source, offsetMetres, rawMetres: undefined }, reading);
  const here = odometer.odometerMetres;
  const rebase: OdometerRebase = { source, beforeMetres: here, afterMetres: here, offsetMetres, reason };
  return counted(without(state, source), odometer, rebase, reading.at);
}

/**
 * The odometer has counted on, or stepped: what only bridges is laid anew to it, so that its error does not add up. But not to a
 * source that is behind the odometer, and so does not tell where the car is; and to PID 31 in the place of a finer one only as far
 * as its kilometre says.
 */
function counted(
  state: ChainState,
  odometer: OdometerState,
  rebase: OdometerRebase | undefined,
  movedAt: Milliseconds,
): ChainStep {
  const stepMetres = rebase === undefined ? 0 : rebase.afterMetres - rebase.beforeMetres;
  const { odometerMetres } = odometer;
  const mostMetres = odometerMetres + (isStopgap31(state, odometer.source) ? stepOf31Metres : 0);
  const hereMetres = ({ rawMetres, offsetMetres }: Track): number =>
    Math.min(mostMetres, Math.max(odometerMetres, rawMetres + offsetMetres));
  const laid = ([source, track]: [DistanceSource, Track]): [DistanceSource, Track] => [
    source,
    {
      ...track,
      offsetMetres:
        isIntegral(source) && !isWaiting(odometer)
          ? hereMetres(track) - track.rawMetres
          : track.offsetMetres + stepMetres,
      base: { ...track.base, odometerMetres: track.base.odometerMetres + stepMetres },
    },
  ];
  const isKnown = ([source, { at = never }]: [DistanceSource, Track]): boolean =>
    stepMetres === 0 || isIntegral(source) || between(at, movedAt) <= knownBesideMilliseconds;
  const next = { ...state, odometer, movedAt, tracks: new Map([...state.tracks].filter(isKnown).map(laid)) };
  return rebase === undefined ? { state: next } : { state: next, rebase };
}

/** The track with this reading; it begins at the odometer, and begins anew where the reading cannot follow. */
function advanced(state: ChainState, reading: OdometerReading): Track {
  const { rawMetres, at, source } = reading;
  const before = state.tracks.get(source);
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
    offsetMetres: odometerMetres - rawMetres,
    wasFrozen: false,
    base: { rawMetres, odometerMetres },
  };
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
function isAlone({ tracks, suspects }: ChainState, reading: OdometerReading): boolean {
  const track = tracks.get(reading.source);
  if (track === undefined || doubtAbout(track.rawMetres, track.at, reading) !== undefined) return false;
  return isFar(track.rawMetres, track.at, reading) && !isConfirmed(suspects.get(reading.source), reading);
}

const suspected = (state: ChainState, reading: OdometerReading): ChainStep => ({
  state: { ...state, suspects: new Map(state.suspects).set(reading.source, reading) },
});

/**
 * Where PID 31 stands within its kilometre: each of its readings beside one of A6 tells more of that, so that it counts from
 * where the odometer is should it ever stand in. An A6 that stands still tells nothing; then what has been summed up since does.
 */
function within31(state: ChainState, track: Track, reading: OdometerReading): number {
  const { odometer, movedAt } = state;
  const { offsetMetres, at } = track;
  if (odometer.source !== 'pid-a6' || reading.source !== 'pid-31' || at === undefined) return offsetMetres;
  const hasCounted = movedAt !== undefined && movedAt > at;
  const hereMetres = hasCounted ? odometer.odometerMetres : summedUpMetres(state, reading.at);
  if (hereMetres === undefined) return offsetMetres;
  const most = hereMetres - reading.rawMetres;
  return Math.min(most, Math.max(most - stepOf31Metres, offsetMetres));
}

/** The same as PID 31 takes over from what has been summed up since its reading before, and is ahead of that by less than its step. */
function within31BySum(
  { tracks, odometer }: ChainState,
  { source, rawMetres }: OdometerReading,
): Track | undefined {
  const track = tracks.get(source);
  const isTold = isIntegral(odometer.source) && isStopgap31({ tracks }, source);
  if (track?.at === undefined || !isTold) return track;
  const offsetMetres = odometer.odometerMetres - rawMetres;
  const aheadMetres = track.offsetMetres - offsetMetres;
  return aheadMetres > 0 && aheadMetres <= stepOf31Metres ? { ...track, offsetMetres } : track;
}

/** The same while PID 31 stands in. */
function within31InUse(state: ChainState, { rawMetres, at }: OdometerReading): OdometerState {
  const { odometer } = state;
  const hereMetres = heardMetres(state, at);
  if (odometer.readAt === undefined || hereMetres === undefined || !isStopgap31(state, odometer.source))
    return odometer;
  const offsetMetres = Math.max(odometer.odometerMetres, hereMetres) - rawMetres;
  const aheadMetres = odometer.offsetMetres - offsetMetres;
  return aheadMetres > 0 && aheadMetres <= stepOf31Metres ? { ...odometer, offsetMetres } : odometer;
}

/** Where the odometer would be by the speeds of now; undefined where they have not been heard, or have counted nothing beyond it. */
function summedUpMetres(state: ChainState, now: Milliseconds): Metres | undefined {
  const hereMetres = heardMetres(state, now);
  return hereMetres !== undefined && hereMetres > state.odometer.odometerMetres ? hereMetres : undefined;
}

function heardMetres({ tracks }: ChainState, now: Milliseconds): Metres | undefined {
  for (const source of ['speed', 'gnss'] as const) {
    const track = tracks.get(source);
    if (track?.at === undefined || between(track.at, now) > longestBetweenMilliseconds) continue;
    return metres(Math.max(0, track.rawMetres + track.offsetMetres));
  }
  return undefined;
}

/** Sets the ways of both sources since the base against each other. */
function compared(state: ChainState, source: DistanceSource, track: Track): ChainState {
  const { odometerMetres } = state.odometer;
  const theirs = track.rawMetres - track.base.rawMetres;
  const ours = odometerMetres - track.base.odometerMetres;
  const apart = Math.abs(theirs - ours);
  const way = Math.max(theirs, ours);
  const disagrees = apart > disagreeingMetres + disagreeingShare * way;
  if (!disagrees && way < comparedMetres) return state;
  const base = { rawMetres: track.rawMetres, odometerMetres };
  const next = withTrack(state, source, { ...track, base });
  if (disagrees === state.disagreeing.has(source)) return next;
  const disagreeing = new Set(state.disagreeing);
  if (disagrees) disagreeing.add(source);
  else disagreeing.delete(source);
  return { ...next, disagreeing };
}

/** Whether the source in use has said nothing while another was heard. */
const isSilent = ({ odometer, startedAt }: ChainState, { at = never, heardSince = at }: Track): boolean =>
  between(Math.max(odometer.readAt ?? startedAt ?? at, heardSince), at) > lostAfterMilliseconds;

/** Readings come, but none that counts on; a source that nobody has asked since the car was parked does not stand still. */
const hasNotCounted = ({ odometer, movedAt, startedAt }: ChainState, now: Milliseconds): boolean =>
  odometer.readAt !== undefined &&
  between(odometer.readAt, now) <= lostAfterMilliseconds &&
  between(movedAt ?? startedAt ?? now, now) > lostAfterMilliseconds;

/** What each source counts and how that becomes the odometer, the one in use included. */
export function allTracks({ odometer, tracks }: ChainState): ReadonlyMap<DistanceSource, Track> {
  return odometer.source === 'none'
    ? tracks
    : new Map(tracks).set(odometer.source, trackOfUse(odometer, false));
}

function trackOfUse(
  { rawMetres, odometerMetres, offsetMetres, readAt }: OdometerState,
  wasFrozen: boolean,
): Track {
  const raw = rawMetres ?? metres(Math.max(0, odometerMetres - offsetMetres));
  return {
    rawMetres: raw,
    at: readAt,
    heardSince: readAt,
    offsetMetres,
    wasFrozen,
    base: { rawMetres: raw, odometerMetres },
  };
}

const withTrack = (state: ChainState, source: DistanceSource, track: Track): ChainState => ({
  ...state,
  tracks: new Map(state.tracks).set(source, track),
});

function without(state: ChainState, source: DistanceSource): ChainState {
  const [tracks, suspects] = [new Map(state.tracks), new Map(state.suspects)];
  tracks.delete(source);
  suspects.delete(source);
  return { ...state, tracks, suspects };
}
