import { between, type Milliseconds } from '../../protocol/units.ts';
import type { ChainState } from './chain-state.ts';
import { type DistanceSource, isBetter } from './reading.ts';
import { lostAfterMilliseconds } from './silence.ts';

/** A stretch in which the car moved and the one source that counted did not say how far. */
export interface UnknownStretch {
  readonly source: DistanceSource;
  readonly from: Milliseconds;
  readonly to: Milliseconds;
}

/**
 * A source stands in for a better one, and was not heard as that counted last: nobody has told the way before it was.
 * @param isFrozen the better one has told nothing since it counted last; otherwise since it was read last
 */
export function unheardBetween(
  before: ChainState,
  after: ChainState,
  isFrozen: boolean,
): readonly UnknownStretch[] {
  const [{ source: left, readAt }, { source }] = [before.odometer, after.odometer];
  if (left === 'none' || source === 'none' || !isBetter(left, source)) return [];
  const from = (isFrozen ? before.movedAt : readAt) ?? before.startedAt;
  const to = before.tracks.get(source)?.begunAt;
  if (from === undefined || to === undefined || between(from, to) <= lostAfterMilliseconds) return [];
  return [{ source, from, to }];
}

/** Beyond, the last one takes in what follows, or the first is let go. */
const mostStretches = 16;

/** Gaps in what speed and GNSS sum up: while another source counts they matter to nobody, until one of these stands in for it. */
export class UntoldStretches {
  #stretches: readonly UnknownStretch[] = [];

  note(stretch: UnknownStretch): void {
    const last = this.#stretches.at(-1);
    const isFull = this.#stretches.length >= mostStretches;
    if (isFull && last?.source === stretch.source) {
      this.#stretches = [...this.#stretches.slice(0, -1), { ...last, to: stretch.to }];
    } else this.#stretches = [...this.#stretches.slice(isFull ? 1 : 0), stretch];
  }

  /** The stretches of a source that counts from now on, or already; each is told once. */
  toldBy(source: DistanceSource): readonly UnknownStretch[] {
    if (this.#stretches.length === 0) return [];
    const untold = this.#stretches.filter((stretch) => stretch.source === source);
    this.forget();
    return untold;
  }

  get isEmpty(): boolean {
    return this.#stretches.length === 0;
  }

  /** The odometer has counted on: it has counted them. */
  forget(): void {
    this.#stretches = [];
  }
}
