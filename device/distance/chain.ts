import { between, type Milliseconds, metres, milliseconds } from '../../protocol/units.ts';
import {
  type ChainState,
  type ChainStep,
  type Track,
  trackOfUse,
  without,
  withTrack,
} from './chain-state.ts';
import { compared } from './disagreement.ts';
import {
  doubtAbout,
  followed,
  isConfirmed,
  isFar,
  isToAndFro,
  type OdometerRebase,
  type OdometerState,
  type OdometerStep,
  odometerStep,
  rebased,
} from './odometer.ts';
import { type DistanceSource, isBetter, isIntegral, type OdometerReading } from './reading.ts';
import { advanced, isAlone, knownBesideMilliseconds } from './run-along.ts';
import { hasNotCounted, isSilent } from './silence.ts';
import {
  drivenTo,
  isStopgap31,
  isWithin31,
  stepOf31Metres,
  toldMetres,
  within31BySum,
  within31InUse,
} from './within-kilometre.ts';

/** A source in use is read every 10 s, at each stop and as the ignition goes off. */
const endReadWithinMilliseconds = 15_000;
/** A source that counts nothing over such a way of another one is frozen: the coarsest step, and a wheel's error. */
export const frozenMetres = 2_500;
/** At the end of a drive one step of a source is enough, and a wheel's error; of a profile's the coarsest is taken, a whole mile. */
export const standsStillMetres: Readonly<Record<DistanceSource, number>> = {
  'pid-a6': 200,
  profile: 2_000,
  'pid-31': frozenMetres,
  speed: frozenMetres,
  gnss: frozenMetres,
};
/** A source stands in once it has counted so far beyond the one that is lost; noise of a standing car is less. */
const leastAheadMetres = 100;
const never = milliseconds(0);

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
  const { state: after, ...step } = stepInUse(state, within31InUse(state, reading), reading);
  const moved = after.odometerMetres > odometer.odometerMetres || step.rebase !== undefined;
  const next = moved
    ? counted(state, after, step.rebase, reading.at)
    : { state: { ...state, odometer: after } };
  return { ...step, ...next };
}

/**
 * A jump or a rollback after a way on which the source stood still: what has been summed up of that was driven, and is no part of
 * the step. Beyond a jump nothing was driven; a rollback tells nothing of it.
 */
function stepInUse(state: ChainState, own: OdometerState, reading: OdometerReading): OdometerStep {
  const step = odometerStep(own, reading);
  const { reason, afterMetres = 0 } = step.rebase ?? {};
  if (reason !== 'jump' && reason !== 'rollback') return step;
  const mostMetres = reason === 'jump' ? afterMetres : Number.POSITIVE_INFINITY;
  const drivenMetres = drivenTo(state, reading.at, mostMetres);
  return rebased(
    { ...own, odometerMetres: metres(Math.max(own.odometerMetres, drivenMetres)) },
    reading,
    reason,
  );
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
  if (track !== undefined && !track.wasFrozen && isFarBehind(state, track, reading))
    return { state: withTrack(state, reading.source, standingStill(track, reading)) };
  if (track?.wasFrozen === true && reading.rawMetres <= track.rawMetres) return { state };
  if (track !== undefined && isToAndFro(track.rawMetres, track.at, reading))
    return { state: withTrack(state, reading.source, { ...track, at: reading.at }) };
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
      ? metres(
          Math.max(
            state.odometer.odometerMetres,
            drivenTo(state, reading.at, toldMetres(state, track, reading)),
          ),
        )
      : state.odometer.odometerMetres,
    offsetMetres: track?.offsetMetres ?? state.odometer.offsetMetres,
  };
  const { state: odometer, rebase } = rebased(own, reading, doubt ?? 'source-changed');
  return counted(without(left, reading.source), odometer, rebase, reading.at);
}

/** What stood in has counted so far beyond it that it must have been standing still in its silence. */
const isFarBehind = (
  { odometer }: ChainState,
  { rawMetres: before, offsetMetres }: Track,
  { rawMetres }: OdometerReading,
): boolean => rawMetres >= before && odometer.odometerMetres - rawMetres - offsetMetres > frozenMetres;

const standingStill = (track: Track, { rawMetres, at }: OdometerReading): Track => ({
  ...track,
  rawMetres,
  at,
  wasFrozen: true,
});

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
  const [furthest] = (['speed', 'gnss', 'pid-31'] as const)
    .flatMap((source) => {
      const track = tracks.get(source);
      if (track?.at === undefined || !isBetter(used, source) || (isUntold && track.at <= readAt)) return [];
      return [{ source, track, at: track.at, aheadMetres: surelyAheadMetres(odometer, source, track) }];
    })
    .filter(({ aheadMetres }) => aheadMetres >= leastMetres)
    .sort((a, b) => b.aheadMetres - a.aheadMetres);
  if (furthest === undefined) return { state };
  const { source, track, at: heardAt } = furthest;
  const along = withTrack(state, used, trackOfUse(odometer, isTold));
  const reason = isTold ? 'source-frozen' : 'source-changed';
  return takenOver(along, track, { source, rawMetres: track.rawMetres, at: heardAt }, reason);
}

/** How far a source is beyond the one in use; one that counts in kilometres may have counted its last whole. */
const surelyAheadMetres = (
  { odometerMetres }: OdometerState,
  source: DistanceSource,
  { rawMetres, offsetMetres }: Track,
): number => rawMetres + offsetMetres - odometerMetres - (source === 'pid-31' ? stepOf31Metres : 0);

const suspected = (state: ChainState, reading: OdometerReading): ChainStep => ({
  state: { ...state, suspects: new Map(state.suspects).set(reading.source, reading) },
});

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
  // One that shows less says nothing of the way before: what a counter beside it has of that is nobody's.
  const isAhead = ({ rawMetres, offsetMetres }: Track): boolean =>
    rebase?.reason === 'rollback' && rawMetres + offsetMetres > odometerMetres + stepOf31Metres;
  const laid = ([source, track]: [DistanceSource, Track]): [DistanceSource, Track] => [
    source,
    {
      ...track,
      offsetMetres:
        (isIntegral(source) && !isWaiting(odometer)) || isAhead(track)
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
