import type { SeqRange } from '../../protocol/messages/seq-ranges.ts';

/** Numbers kept; with more waiting, the latest matter most (D13). All of them go in their turn in any case. */
const maxWaiting = 64;
const maxInMessage = 20;

/** Records that people wait for, and that a backlog before them must not hold up (D5). */
export class UrgentLane {
  #waiting: readonly number[] = [];
  #isSending = false;

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** @param seq higher than all before */
  add(seq: number): void {
    this.#waiting = [...this.#waiting, seq].slice(-maxWaiting);
  }

  /**
   * What to send before its turn: numbers that follow one another; null where nothing waits or one message is under way.
   * @param cursor all before it were sent in their turn
   * @param lastSeq what is synced
   */
  next(cursor: number, lastSeq: number): SeqRange | null {
    this.#waiting = this.#waiting.filter((seq) => seq >= cursor);
    const [from] = this.#waiting;
    if (this.#isSending || from === undefined || from > lastSeq) return null;
    const most = Math.min(lastSeq, from + maxInMessage - 1);
    let to = from;
    while (to < most && this.#waiting.includes(to + 1)) to++;
    return { from, to };
  }

  /** A message is under way. */
  sending(): void {
    this.#isSending = true;
  }

  /** The broker has them, or the disk has not. */
  sent({ from, to }: SeqRange): void {
    this.#isSending = false;
    this.#waiting = this.#waiting.filter((seq) => seq < from || seq > to);
  }

  /** Nothing is under way. */
  newSession(): void {
    this.#isSending = false;
  }
}
