import type { Milliseconds } from '../../protocol/units.ts';
import type { DistanceSource } from './reading.ts';

/** A stretch in which the car moved and the one source that counted did not say how far. */
export interface UnknownStretch {
  readonly source: DistanceSource;
  readonly from: Milliseconds;
  readonly to: Milliseconds;
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
