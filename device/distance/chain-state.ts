import { type Metres, type Milliseconds, metres } from '../../protocol/units.ts';
import type { OdometerState, OdometerStep } from './odometer.ts';
import type { DistanceSource, OdometerReading } from './reading.ts';

/** A source beside the one in use: what it counts, and how that becomes the odometer. */
export interface Track {
  readonly rawMetres: Metres;
  /** Elapsed time of its last reading; undefined where that was before a restart. */
  readonly at: Milliseconds | undefined;
  /** Since when its readings have followed each other: before that nobody asked, and the silence of another says nothing. */
  readonly heardSince: Milliseconds | undefined;
  /** Elapsed time of the reading from which it counts; undefined where that was before a restart, or it was in use. */
  readonly begunAt: Milliseconds | undefined;
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

export const chainOf = (odometer: OdometerState): ChainState => ({
  odometer,
  tracks: new Map(),
  suspects: new Map(),
  startedAt: undefined,
  movedAt: undefined,
  disagreeing: new Set(),
});

/** What each source counts and how that becomes the odometer, the one in use included. */
export function allTracks({ odometer, tracks }: ChainState): ReadonlyMap<DistanceSource, Track> {
  return odometer.source === 'none'
    ? tracks
    : new Map(tracks).set(odometer.source, trackOfUse(odometer, false));
}

export function trackOfUse(
  { rawMetres, odometerMetres, offsetMetres, readAt }: OdometerState,
  wasFrozen: boolean,
): Track {
  const raw = rawMetres ?? metres(Math.max(0, odometerMetres - offsetMetres));
  return {
    rawMetres: raw,
    at: readAt,
    heardSince: readAt,
    begunAt: undefined,
    offsetMetres,
    wasFrozen,
    base: { rawMetres: raw, odometerMetres },
  };
}

export function withTrack(state: ChainState, source: DistanceSource, track: Track): ChainState {
  // Twice a second: a loop copies the few entries in a fraction of what `new Map` of another takes.
  const tracks = new Map<DistanceSource, Track>();
  for (const [each, known] of state.tracks) tracks.set(each, known);
  return { ...state, tracks: tracks.set(source, track) };
}

export function without(state: ChainState, source: DistanceSource): ChainState {
  const [tracks, suspects] = [new Map(state.tracks), new Map(state.suspects)];
  tracks.delete(source);
  suspects.delete(source);
  return { ...state, tracks, suspects };
}
