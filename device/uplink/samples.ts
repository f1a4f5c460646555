import type { JournalId } from '../../protocol/ids.ts';
import { maxBatchRecords } from '../../protocol/messages/batch.ts';
import type { Sample, SampleBatch } from '../../protocol/messages/sample.ts';
import type { Clock } from '../../protocol/runtime.ts';
import { between, type Milliseconds } from '../../protocol/units.ts';

/** About ten days of readings; the oldest go first (D13). */
const maxWaiting = 1_000;
/** A message for each would cost more than what they say: they wait for company, but not for longer than this. */
const companyOf = 4;
const patienceMilliseconds = 30 * 60_000;

/** Readings that no bill needs, in bounded memory until the broker has them (D2). */
export class SampleQueue {
  /** Fresh at every boot, since the numbers begin anew. */
  readonly #stream: JournalId;
  #waiting: readonly Sample[] = [];
  readonly #clock: Pick<Clock, 'elapsed'>;
  #firstSeq = 1;
  #lost = 0;
  /** When the oldest of those that wait began to. */
  #waitingSince: Milliseconds | null = null;

  constructor(stream: JournalId, clock: Pick<Clock, 'elapsed'>) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Whether it is time to send what waits. */
  get isDue(): boolean {
    const since = this.#waitingSince;
    const isOld = since !== null && between(since, this.#clock.elapsed()) >= patienceMilliseconds;
    return isOld || this.#waiting.length >= companyOf;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(sample: Sample): void {
    const excess = this.#waiting.length + 1 - maxWaiting;
    if (excess > 0) {
      this.#drop(excess);
      this.#lost += excess;
    }
    this.#waiting = [...this.#waiting, sample];
    this.#waitingSince ??= this.#clock.elapsed();
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
    if (this.#waiting.length === 0) this.#waitingSince = null;
    this.#firstSeq += count;
  }
}
