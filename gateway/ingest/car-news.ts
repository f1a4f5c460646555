import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { Answer } from './answers.ts';
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
  /** Rejected, and beyond what is kept. */
  readonly notKept: number;
  readonly copiesNotKept: CopiesNotKept | null;
  /** So many messages were of a journal that is one more than are kept. */
  readonly journalsNotKept: number;
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
  #notKept = 0;
  #copiesNotKept: CopiesNotKept | null = null;
  #journalsNotKept = 0;

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

  notKept(): void {
    this.#notKept++;
  }

  copyNotKept(journal: JournalId, seq: number): void {
    this.#copiesNotKept = { journal, seq, copies: (this.#copiesNotKept?.copies ?? 0) + 1 };
  }

  journalNotKept(): void {
    this.#journalsNotKept++;
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
      journalsNotKept: this.#journalsNotKept,
    };
    this.tally = newTally();
    this.#answered = new Set();
    this.#unreadable = [];
    this.#urgent = [];
    this.#notKept = 0;
    this.#copiesNotKept = null;
    this.#journalsNotKept = 0;
    return news;
  }
}
