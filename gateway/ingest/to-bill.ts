import { messageOf } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Clock, Log } from '../../protocol/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import type { CarIntakes } from './car-intakes.ts';
import { isOfDatabase } from './database-fault.ts';
import { type JournalPlace, JournalPlaces, keyOf } from './journal-places.ts';

/**
 * Bills what can be billed of the closed rentals of a journal, from one seq on until it is over, one rental at least.
 * @returns where to go on; null when all is done
 */
export type BillJournal = (
  car: CarId,
  journal: JournalId,
  fromSeq: number,
  isOver: () => boolean,
) => number | null;

export interface ToBillParts {
  readonly storage: Storage;
  readonly intakes: CarIntakes;
  readonly clock: Clock;
  readonly log: Log;
  readonly bill: BillJournal;
}

/** One slice of work: what arrives meanwhile waits so long. */
const sliceMilliseconds = 1;
const mostInASlice = 64;

/** A journal of which a part is billed. */
interface Begun {
  fromSeq: number;
  /** What came since may have made good what was passed by. */
  hasNews: boolean;
}

/** What one slice did for a journal; to be taken over after COMMIT. */
interface Billed {
  readonly place: JournalPlace;
  readonly next: number | null;
}

/**
 * Journals with closed rentals to be checked against the car's signature and priced: after the PUBACKs, and soon. What is
 * open is in the database as well, so that nothing is forgotten over a restart.
 */
export class ToBill {
  readonly #parts: ToBillParts;
  readonly #places: JournalPlaces;
  readonly #begun = new Map<string, Begun>();

  constructor(parts: ToBillParts) {
    this.#parts = parts;
    this.#places = new JournalPlaces(() => parts.storage.statements.unbilledJournals());
  }

  get isEmpty(): boolean {
    return this.#places.isEmpty;
  }

  add(place: JournalPlace): void {
    this.#places.add(place);
    const begun = this.#begun.get(keyOf(place));
    if (begun !== undefined) begun.hasNews = true;
  }

  /** @throws {Fault} `database-failed` */
  work(): void {
    const next = Iterator.from(this.#places.all()).take(mostInASlice).toArray();
    if (next.length === 0) return;
    for (const each of this.#billed(next)) this.#goOnAfter(each);
  }

  #billed(places: readonly JournalPlace[]): readonly Billed[] {
    const { clock, log } = this.#parts;
    const end = clock.elapsed() + sliceMilliseconds;
    try {
      return this.#bill(places, () => clock.elapsed() >= end);
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      log.error({ error: messageOf(error) }, 'billing failed; one by one');
      return places.map((place) => this.#alone(place));
    }
  }

  /** Billing looks at how far a journal has come, so that is written first. */
  #bill(places: readonly JournalPlace[], isOver: () => boolean): readonly Billed[] {
    const billed: Billed[] = [];
    this.#parts.intakes.inTransaction((intakeOf) => {
      for (const place of places) {
        const { car, journal } = place;
        intakeOf(car).saveProgress();
        const fromSeq = this.#begun.get(keyOf(place))?.fromSeq ?? 0;
        billed.push({ place, next: this.#parts.bill(car, journal, fromSeq, isOver) });
        if (isOver()) return;
      }
    });
    return billed;
  }

  /** A defect that one rental brings out holds up no other; it is tried again when its journal goes on. */
  #alone(place: JournalPlace): Billed {
    try {
      return this.#bill([place], () => true)[0] ?? { place, next: null };
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      const { car, journal } = place;
      this.#parts.log.error({ car, journal, error: messageOf(error) }, 'a rental cannot be billed');
      return { place, next: null };
    }
  }

  /** A journal with more to do lets the others go first. */
  #goOnAfter({ place, next }: Billed): void {
    const begun = this.#begun.get(keyOf(place));
    this.#places.delete(place);
    if (next !== null) this.#begun.set(keyOf(place), { fromSeq: next, hasNews: begun?.hasNews ?? false });
    else this.#begun.delete(keyOf(place));
    if (next !== null || begun?.hasNews === true) this.#places.add(place);
  }
}
