import type { JournalId } from '../../protocol/ids.ts';
import { maxBatchRecords } from '../../protocol/messages/batch.ts';
import type { Sample, SampleBatch } from '../../protocol/messages/sample.ts';

/** About ten days of readings; the oldest go first (D13). */
const maxWaiting = 1_000;

/** Readings that no bill needs, in bounded memory until the broker has them (D2). */
export class SampleQueue {
  /** Fresh at every boot, since the numbers begin anew. */
  readonly #stream: JournalId;
  #waiting: readonly Sample[] = [];
  #firstSeq = 1;
  #lost = 0;

  constructor(stream: JournalId) {
    this.#stream = stream;
  }

  add(sample: Sample): void {
    const excess = this.#waiting.length + 1 - maxWaiting;
    if (excess > 0) {
      this.#drop(excess);
      this.#lost += excess;
    }
    this.#waiting = [...this.#waiting, sample];
  }

  /** The oldest ones; null where there are none. They stay until `taken`. */
  next(): SampleBatch | null {
    if (this.#waiting.length === 0) return null;
    return {
      journal: this.#stream,
      firstSeq: this.#firstSeq,
      samples: this.#waiting.slice(0, maxBatchRecords),
    };
  }

  /** The broker has this batch. */
  taken(batch: SampleBatch): void {
    this.#drop(Math.max(0, batch.firstSeq + batch.samples.length - this.#firstSeq));
  }

  /** How many went for want of room since this was last asked. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  #drop(count: number): void {
    this.#waiting = this.#waiting.slice(count);
    this.#firstSeq += count;
  }
}
