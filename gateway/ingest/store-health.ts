import type { CarId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { ArrivedMessage, IngestResult, Outcome } from './message.ts';

/** Whether what the cars send is stored, and why not. */
export class StoreHealth {
  #noCommit: string | null = null;
  /** More than a status was among what failed, which cars send again. */
  #hasFailedWriting = false;
  /** Why the last settling failed. */
  #unsettled: string | null = null;
  /** Cars whose last message the database refused: a defect here, which blocks them for good. */
  readonly #refused = new Set<CarId>();
  /** Cars that have no room for what they send (D13). */
  readonly #withoutRoom = new Set<CarId>();
  #lastCommitAt: EpochMilliseconds | null = null;

  /** Why nothing can be acknowledged; null where it can. */
  get noCommit(): string | null {
    return this.#noCommit;
  }

  /** Why it is red: nothing can be acknowledged, or not what some car sends, or bills cannot be written; null for green. */
  get reason(): string | null {
    return this.#noCommit ?? this.#unsettled ?? this.#refusedText() ?? this.#withoutRoomText();
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

  /** What became of a message of one car. */
  became(outcome: Outcome | undefined, { car, topic }: Pick<ArrivedMessage, 'car' | 'topic'>): void {
    if (outcome === 'failed') this.#refused.add(car);
    else this.#refused.delete(car);
    if (outcome === 'beyond') this.#withoutRoom.add(car);
    else if (outcome === 'stored' && needsRoom(topic)) this.#withoutRoom.delete(car);
  }

  settled(): void {
    this.#unsettled = null;
  }

  unsettled(reason: string): void {
    this.#unsettled = `receipts and statements have to wait: ${reason}`;
  }

  #refusedText(): string | null {
    const cars = namesOf(this.#refused);
    return cars === null ? null : `the database refuses messages of ${cars}: the log says why`;
  }

  #withoutRoomText(): string | null {
    const cars = namesOf(this.#withoutRoom);
    return cars === null ? null : `no room is left for what comes of ${cars}: the log says for what`;
  }
}

function namesOf(cars: ReadonlySet<CarId>): string | null {
  const [car] = cars;
  if (car === undefined) return null;
  return cars.size > 1 ? `${car} and of ${cars.size - 1} more` : car;
}

const needsRoom = (topic: ArrivedMessage['topic']): boolean => topic === 'records' || topic === 'losses';
const isWriting = ({ topic }: ArrivedMessage): boolean => topic !== 'status';
