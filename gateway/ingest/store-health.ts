import type { CarId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { ArrivedMessage, IngestResult } from './message.ts';

/** Whether what the cars send is stored, and why not. */
export class StoreHealth {
  #noCommit: string | null = null;
  /** More than a status was among what failed, which cars send again. */
  #hasFailedWriting = false;
  /** Why the last settling failed. */
  #unsettled: string | null = null;
  /** Cars whose last message the database refused: a defect here, which blocks them for good. */
  readonly #refused = new Set<CarId>();
  #lastCommitAt: EpochMilliseconds | null = null;

  /** Why nothing can be acknowledged; null where it can. */
  get noCommit(): string | null {
    return this.#noCommit;
  }

  /** Why it is red: nothing can be acknowledged, or not what some car sends, or bills cannot be written; null for green. */
  get reason(): string | null {
    return this.#noCommit ?? this.#unsettled ?? this.#refusedText();
  }

  get lastCommitAt(): EpochMilliseconds | null {
    return this.#lastCommitAt;
  }

  failed(reason: string, messages: readonly ArrivedMessage[]): void {
    this.#noCommit = reason;
    this.#hasFailedWriting ||= messages.some(isWriting);
  }

  /**
   * What became of messages. Where records failed, that a status comes through is no sign: it needs no room on a disk.
   * @returns whether messages are stored again
   */
  committed(
    messages: readonly ArrivedMessage[],
    outcomes: IngestResult['outcomes'],
    at: EpochMilliseconds,
  ): boolean {
    const done = messages.flatMap((message, place) => (isWriting(message) ? [outcomes[place]] : []));
    if (done.some((outcome) => outcome === 'stored' || outcome === 'rejected')) this.#lastCommitAt = at;
    const isSign = !this.#hasFailedWriting || done.some((outcome) => outcome !== 'failed');
    if (this.#noCommit === null || !isSign) return false;
    this.#noCommit = null;
    this.#hasFailedWriting = false;
    return true;
  }

  refused(car: CarId): void {
    this.#refused.add(car);
  }

  taken(car: CarId): void {
    this.#refused.delete(car);
  }

  settled(): void {
    this.#unsettled = null;
  }

  unsettled(reason: string): void {
    this.#unsettled = `receipts and statements have to wait: ${reason}`;
  }

  #refusedText(): string | null {
    const [car] = this.#refused;
    if (car === undefined) return null;
    const others = this.#refused.size > 1 ? ` and of ${this.#refused.size - 1} more` : '';
    return `the database refuses messages of ${car}${others}: the log says why`;
  }
}

const isWriting = ({ topic }: ArrivedMessage): boolean => topic !== 'status';
