import { type ChainState, type Track, withTrack } from './chain-state.ts';
import type { DistanceSource } from './reading.ts';

/** Two sources agree within their steps and 10 % of the way (wheels and GNSS differ by up to 8 %), compared over such ways. */
const disagreeingMetres = 2_500;
const disagreeingShare = 0.1;
const comparedMetres = 20_000;

/** Sets the ways of both sources since the base against each other. */
export function compared(state: ChainState, source: DistanceSource, track: Track): ChainState {
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
