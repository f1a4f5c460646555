import type { CarId, JournalId } from '../../protocol/ids.ts';
import { maxReceiptRanges } from '../../protocol/messages/receipt.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';

/** What one car is to be told. */
export interface Answer {
  readonly car: CarId;
  readonly journals: ReadonlySet<JournalId>;
  /** Digests of messages of which not even the envelope could be read. */
  readonly unreadable: readonly Uint8Array[];
}

interface Open {
  readonly journals: Set<JournalId>;
  readonly unreadable: Uint8Array[];
  dueAt: number;
}

/** Cars whose last receipt is remembered; those of others are due at once. */
const mostRemembered = 20_000;

/** A car that goes on sending gets a receipt once in so many intervals. */
const intervalsWhileSending = 5;

/**
 * Receipts still to be written (D3): a car's first at once, the next ones gathered, at most one in each `interval`. What a
 * car sends so close together that more is likely to come is answered when it pauses, or after five intervals.
 */
export class Answers {
  readonly #interval: number;
  readonly #open = new Map<CarId, Open>();
  readonly #lastAt = new Map<CarId, number>();

  constructor(interval: Milliseconds) {
    this.#interval = interval;
  }

  add({ car, journals, unreadable }: Answer, now: Milliseconds): void {
    if (journals.size === 0) return;
    const open = this.#open.get(car) ?? { journals: new Set(), unreadable: [], dueAt: now };
    open.dueAt = this.#dueAt(car, now);
    for (const journal of journals) open.journals.add(journal);
    open.unreadable.push(...unreadable.slice(0, maxReceiptRanges - open.unreadable.length));
    this.#open.set(car, open);
  }

  #dueAt(car: CarId, now: Milliseconds): number {
    const last = this.#lastAt.get(car);
    if (last === undefined) return now;
    const inAPause = Math.max(last + this.#interval, now + this.#interval / 2);
    return Math.max(now, Math.min(inAPause, last + intervalsWhileSending * this.#interval));
  }

  /** Takes out what is due. */
  takeDue(now: Milliseconds): Answer[] {
    const due: Answer[] = [];
    for (const [car, open] of this.#open) {
      if (open.dueAt > now) continue;
      due.push({ car, ...open });
      this.#open.delete(car);
      this.#lastAt.delete(car);
      this.#lastAt.set(car, now);
    }
    for (const car of this.#lastAt.keys()) {
      if (this.#lastAt.size <= mostRemembered) break;
      this.#lastAt.delete(car);
    }
    return due;
  }

  /** Until the next is due; null where none is open. */
  dueIn(now: Milliseconds): Milliseconds | null {
    if (this.#open.size === 0) return null;
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#open.values()) next = Math.min(next, dueAt);
    return milliseconds(Math.max(1, Math.ceil(next - now)));
  }
}
