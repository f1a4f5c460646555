import { between, type Milliseconds } from '../../protocol/units.ts';
import type { Fix } from './fix.ts';

/** Where the car is, and how far it may be from there. It stays in the car (promise 4). */
export interface Place {
  readonly latitudeMicrodegrees: number;
  readonly longitudeMicrodegrees: number;
  readonly accuracyMetres: number;
}

/** The last place that can be believed, and what makes newer fixes doubtful. */
export interface Placing {
  readonly place: (Place & { readonly at: Milliseconds; readonly drivenMetres: number }) | null;
  /** A fix that is too far away to follow, and those that follow it. */
  readonly suspect: Suspect | null;
  /** The very same place in fix after fix. */
  readonly standing: Standing | null;
  readonly doubt: 'none' | 'jump' | 'frozen';
}

interface Suspect {
  readonly place: Place;
  readonly at: Milliseconds;
  /** When the first of them came. */
  readonly since: Milliseconds;
  readonly count: number;
}

interface Standing {
  readonly drivenMetres: number;
  /** A counter that is read every so often adds what was driven before the car stood. */
  readonly isCaughtUp: boolean;
}

export const nowhere: Placing = { place: null, suspect: null, standing: null, doubt: 'none' };

/** One standard deviation of a receiver for a dilution of 1, doubled for 95 %. */
const metresPerDilution = 2 * 4;
const bestAccuracyMetres = 5;
/** Where a receiver sends no dilution. */
const unknownAccuracyMetres = 50;
const fewSatellites = 5;
/** A car is no faster; a fix beyond is a jump, until so many in a row have agreed for so long: reflected signals pass sooner. */
const mostMetresPerSecond = 70;
const jumpsBelieved = 5;
const jumpBelievedMilliseconds = 60_000;
/** The same place while so much is driven: the receiver repeats itself. */
const frozenMetres = 300;
const metresPerMicrodegree = 0.111_32;

/** Takes a fix; `drivenMetres` is the odometer that does not step. */
export function placed(
  placing: Placing,
  fix: Extract<Fix, { kind: 'position' }>,
  at: Milliseconds,
  drivenMetres: number,
): Placing {
  const place = placeOf(fix);
  const { place: last } = placing;
  const apart = last === null ? 0 : metresApart(last, place);
  if (last !== null && (apart > reach(last, place, at) || isNearer(placing.suspect, place, apart))) {
    return jumped(placing, place, at, drivenMetres);
  }
  const isSame = last !== null && apart === 0;
  const standing = isSame ? stillStanding(placing.standing, last.drivenMetres, drivenMetres) : null;
  const isFrozen = standing?.isCaughtUp === true && drivenMetres - standing.drivenMetres > frozenMetres;
  if (isFrozen) return { ...placing, standing, doubt: 'frozen' };
  return { place: { ...place, at, drivenMetres }, suspect: null, standing, doubt: 'none' };
}

/** A jump does not become a drive because time passes: fixes go with it as long as they stay nearer to it. */
const isNearer = (suspect: Suspect | null, place: Place, apart: number): boolean =>
  suspect !== null && metresApart(suspect.place, place) < apart;

function stillStanding(standing: Standing | null, lastMetres: number, drivenMetres: number): Standing {
  const before = standing ?? { drivenMetres: lastMetres, isCaughtUp: false };
  if (before.isCaughtUp || drivenMetres === before.drivenMetres) return before;
  return { drivenMetres, isCaughtUp: true };
}

/**
 * The place now: the last one, less surely by what was driven since, and as far as fixes that agree with each other say
 * otherwise; null where there is none.
 */
export function placeNow({ place, suspect }: Placing, drivenMetres: number): Place | null {
  if (place === null) return null;
  const { latitudeMicrodegrees, longitudeMicrodegrees, accuracyMetres } = place;
  const moved = Math.max(0, drivenMetres - place.drivenMetres);
  const elsewhere = suspect !== null && suspect.count > 1 ? Math.ceil(metresApart(place, suspect.place)) : 0;
  return {
    latitudeMicrodegrees,
    longitudeMicrodegrees,
    accuracyMetres: accuracyMetres + moved + elsewhere,
  };
}

function jumped(placing: Placing, place: Place, at: Milliseconds, drivenMetres: number): Placing {
  const { suspect } = placing;
  const follows =
    suspect !== null && metresApart(suspect.place, place) <= reach(suspect.place, place, at, suspect.at);
  const count = follows ? suspect.count + 1 : 1;
  const since = follows ? suspect.since : at;
  if (count < jumpsBelieved || between(since, at) < jumpBelievedMilliseconds) {
    return { ...placing, suspect: { place, at, since, count }, doubt: 'jump' };
  }
  return { place: { ...place, at, drivenMetres }, suspect: null, standing: null, doubt: 'none' };
}

function reach(
  from: Place & { readonly at?: Milliseconds },
  to: Place,
  at: Milliseconds,
  since: Milliseconds | undefined = from.at,
): number {
  const seconds = since === undefined ? 1 : between(since, at) / 1000;
  return mostMetresPerSecond * seconds + from.accuracyMetres + to.accuracyMetres;
}

function placeOf(fix: Extract<Fix, { kind: 'position' }>): Place {
  const { latitudeMicrodegrees, longitudeMicrodegrees } = fix;
  return { latitudeMicrodegrees, longitudeMicrodegrees, accuracyMetres: accuracyOf(fix) };
}

/** From the dilution; twice as much from few satellites, and from a fix without a height. */
function accuracyOf({ hdopPerMille, satellites, isFlat }: Extract<Fix, { kind: 'position' }>): number {
  if (hdopPerMille === undefined) return unknownAccuracyMetres;
  const poor = isFlat || (satellites !== undefined && satellites < fewSatellites);
  const metres = (hdopPerMille / 1000) * metresPerDilution * (poor ? 2 : 1);
  return Math.ceil(Math.max(bestAccuracyMetres, metres));
}

/** On a flat earth: exact enough for the size of a town. */
export function metresApart(
  left: Pick<Place, 'latitudeMicrodegrees' | 'longitudeMicrodegrees'>,
  right: Pick<Place, 'latitudeMicrodegrees' | 'longitudeMicrodegrees'>,
): number {
  const north = left.latitudeMicrodegrees - right.latitudeMicrodegrees;
  const east = left.longitudeMicrodegrees - right.longitudeMicrodegrees;
  const narrowing = Math.cos((left.latitudeMicrodegrees * Math.PI) / 180_000_000);
  return Math.hypot(north, east * narrowing) * metresPerMicrodegree;
}
