import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { Answer } from './answers.ts';
import type { BeyondBounds, NotKept } from './not-kept.ts';
import { newTally, type Tally } from './tally.ts';

/** What came of one car's messages in a transaction that is committed. */
export interface CarNews {
  readonly answer: Answer;
  /** Journals in which a closed rental may have become complete or sealed. */
  readonly billable: readonly JournalId[];
  /** Journals in which something quarantined may have turned out to be signed. */
  readonly contested: readonly JournalId[];
  /** To be shown at once, also where records before them are missing (D5). */
  readonly urgent: readonly Fact[];
  readonly tally: Readonly<Tally>;
  readonly notKept: NotKept;
  readonly copiesNotKept: CopiesNotKept | null;
}

/** Copies of records that contradict, beyond what is kept, and the place of the last of them. */
export interface CopiesNotKept {
  readonly journal: JournalId;
  readonly seq: number;
  readonly copies: number;
}

/** Gathers one car's news while its messages are taken. */
export class NewsOfCar {
  tally: Tally = newTally();
  readonly #car: CarId;
  /** Journals with news for the car. */
  #answered = new Set<JournalId>();
  #unreadable: Uint8Array[] = [];
  #urgent: Fact[] = [];
  #notKept = new Map<BeyondBounds, number>();
  #copiesNotKept: CopiesNotKept | null = null;

  constructor(car: CarId) {
    this.#car = car;
  }

  /** The car is to get a receipt for that journal. */
  answer(journal: JournalId): void {
    this.#answered.add(journal);
  }

  /** @param digest of a message, the first 16 bytes (clause 4.2) */
  unreadable(digest: Uint8Array): void {
    this.#unreadable.push(digest);
  }

  show(urgent: Fact): void {
    this.#urgent.push(urgent);
  }

  notKept(what: BeyondBounds, count = 1): void {
    this.#notKept.set(what, (this.#notKept.get(what) ?? 0) + count);
  }

  copyNotKept(journal: JournalId, seq: number): void {
    this.#copiesNotKept = { journal, seq, copies: (this.#copiesNotKept?.copies ?? 0) + 1 };
  }

  /** What was gathered; from here on it gathers anew. */
  take(journals: Pick<CarNews, 'billable' | 'contested'>): CarNews {
    const news = {
      ...journals,
      answer: { car: this.#car, journals: this.#answered, unreadable: this.#unreadable },
      urgent: this.#urgent,
      tally: this.tally,
      notKept: this.#notKept,
      copiesNotKept: this.#copiesNotKept,
    };
    this.tally = newTally();
    this.#answered = new Set();
    this.#unreadable = [];
    this.#urgent = [];
    this.#notKept = new Map();
    this.#copiesNotKept = null;
    return news;
  }
}
