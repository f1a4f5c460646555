import { between, type Metres, type Milliseconds, metres } from '../../protocol/units.ts';
import type { ChainState, Track } from './chain-state.ts';
import { longestBetweenMilliseconds } from './integral.ts';
import { type OdometerState, toleranceMetres } from './odometer.ts';
import { isIntegral, type OdometerReading } from './reading.ts';

/** PID 31 tells whole kilometres, the rest cut off. */
export const stepOf31Metres = 1_000;

/** A6 is read every 10 s; one that has counted longer ago may be standing still. */
const countedJustNowMilliseconds = 15_000;

/** Whether PID 31 stands in for an odometer, which tells what it does not: how much of a kilometre was driven. */
export const isStopgap31 = (
  { tracks }: Pick<ChainState, 'tracks'>,
  source: OdometerState['source'],
): boolean => source === 'pid-31' && (tracks.has('pid-a6') || tracks.has('profile'));

/** A6 speaks for the first time, and PID 31, which did so before it, is ahead by part of the kilometre that it counted whole: that is waited for. */
export function isWithin31({ odometer }: ChainState, { source, rawMetres }: OdometerReading): boolean {
  const aheadMetres = odometer.odometerMetres - rawMetres;
  const isBetween = aheadMetres > 0 && aheadMetres < stepOf31Metres;
  return source === 'pid-a6' && odometer.source === 'pid-31' && isBetween;
}

/**
 * Where an odometer that tells again says that the car is. One that shows less than before, or is further behind than what stood
 * in for it can be ahead, is another cluster's: it says nothing of the way, so that all of that was driven.
 */
export function toldMetres(
  { odometer }: ChainState,
  track: Track | undefined,
  { rawMetres }: OdometerReading,
): number {
  const here = rawMetres + (track?.offsetMetres ?? 0);
  const showsLess = track !== undefined && rawMetres < track.rawMetres;
  const isAnother = showsLess || odometer.odometerMetres - here > toleranceMetres;
  return isAnother ? Number.POSITIVE_INFINITY : here;
}

/** Of what has been summed up beyond the source in use, as much as an odometer that tells again confirms: that was driven, and is no step. */
export const drivenTo = (state: ChainState, at: Milliseconds, confirmedMetres: number): number =>
  Math.min(confirmedMetres, summedUpMetres(state, at) ?? 0);

/**
 * Where PID 31 stands within its kilometre: each of its readings beside one of A6 tells more of that, so that it counts from
 * where the odometer is should it ever stand in. What has been summed up since that counted last tells it closer, and an A6 that
 * stands still tells nothing.
 */
export function within31(state: ChainState, track: Track, reading: OdometerReading): number {
  const { odometer, movedAt } = state;
  const { offsetMetres, at } = track;
  if (odometer.source !== 'pid-a6' || reading.source !== 'pid-31' || at === undefined) return offsetMetres;
  const hasCounted =
    movedAt !== undefined && movedAt > at && between(movedAt, reading.at) <= countedJustNowMilliseconds;
  const summedUp = isHeardSince(state, at) ? summedUpMetres(state, reading.at) : undefined;
  const hereMetres = summedUp ?? (hasCounted ? odometer.odometerMetres : undefined);
  if (hereMetres === undefined) return offsetMetres;
  const most = hereMetres - reading.rawMetres;
  return Math.min(most, Math.max(most - stepOf31Metres, offsetMetres));
}

/** The same as PID 31 takes over from what has been summed up since its reading before, and is ahead of that by less than its step. */
export function within31BySum(
  { tracks, odometer }: ChainState,
  { source, rawMetres }: OdometerReading,
): Track | undefined {
  const track = tracks.get(source);
  const isTold = isIntegral(odometer.source) && isStopgap31({ tracks }, source);
  if (track?.at === undefined || !isTold) return track;
  return { ...track, offsetMetres: offsetWithin(track.offsetMetres, odometer.odometerMetres - rawMetres) };
}

/**
 * What it shows lies less than a kilometre behind the car: where it would be ahead by less, or further behind, that is made up for.
 * Where it is ahead by more, it has counted what the sum has not heard.
 */
function offsetWithin(offsetMetres: number, mostMetres: number): number {
  const isMore = offsetMetres - mostMetres > stepOf31Metres;
  return isMore ? offsetMetres : Math.min(mostMetres, Math.max(mostMetres - stepOf31Metres, offsetMetres));
}

/** The same while PID 31 stands in. */
export function within31InUse(state: ChainState, { rawMetres, at }: OdometerReading): OdometerState {
  const { odometer } = state;
  const hereMetres = heardMetres(state, at);
  if (odometer.readAt === undefined || hereMetres === undefined || !isStopgap31(state, odometer.source))
    return odometer;
  const mostMetres = Math.max(odometer.odometerMetres, hereMetres) - rawMetres;
  const offsetMetres = offsetWithin(odometer.offsetMetres, mostMetres);
  // What the sum has not heard, PID 31 has counted.
  const isCut = offsetMetres < odometer.offsetMetres && !isHeardSince(state, odometer.readAt);
  return isCut ? odometer : { ...odometer, offsetMetres };
}

/** Where the odometer would be by the speeds of now; undefined where they have not been heard, or have counted nothing beyond it. */
function summedUpMetres(state: ChainState, now: Milliseconds): Metres | undefined {
  const hereMetres = heardMetres(state, now);
  return hereMetres !== undefined && hereMetres > state.odometer.odometerMetres ? hereMetres : undefined;
}

/** Whether speeds have been heard all the time since then. */
const isHeardSince = ({ tracks }: ChainState, since: Milliseconds): boolean =>
  (['speed', 'gnss'] as const).some((source) => {
    const heardSince = tracks.get(source)?.heardSince;
    return heardSince !== undefined && heardSince <= since;
  });

function heardMetres({ tracks }: ChainState, now: Milliseconds): Metres | undefined {
  for (const source of ['speed', 'gnss'] as const) {
    const track = tracks.get(source);
    if (track?.at === undefined || between(track.at, now) > longestBetweenMilliseconds) continue;
    return metres(Math.max(0, track.rawMetres + track.offsetMetres));
  }
  return undefined;
}
