import { messageOf } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Clock, Log } from '../../protocol/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import type { CarIntakes } from './car-intakes.ts';
import { isOfDatabase } from './database-fault.ts';
import { type JournalPlace, JournalPlaces } from './journal-places.ts';

export interface ToBillParts {
  readonly storage: Storage;
  readonly intakes: CarIntakes;
  readonly clock: Clock;
  readonly log: Log;
  readonly bill: (car: CarId, journal: JournalId) => void;
}

/** One slice of work: what arrives meanwhile waits so long. */
const sliceMilliseconds = 1;
const mostInASlice = 64;

/**
 * Journals with closed rentals to be checked against the car's signature and priced: after the PUBACKs, and soon. What is
 * open is in the database as well, so that nothing is forgotten over a restart.
 */
export class ToBill {
  readonly #parts: ToBillParts;
  readonly #places: JournalPlaces;

  constructor(parts: ToBillParts) {
    this.#parts = parts;
    this.#places = new JournalPlaces(() => parts.storage.statements.unbilledJournals());
  }

  get isEmpty(): boolean {
    return this.#places.isEmpty;
  }

  add(place: JournalPlace): void {
    this.#places.add(place);
  }

  /** @throws {Fault} `database-failed` */
  work(): void {
    const next = Iterator.from(this.#places.all()).take(mostInASlice).toArray();
    if (next.length === 0) return;
    const { clock, log } = this.#parts;
    const end = clock.elapsed() + sliceMilliseconds;
    const done: JournalPlace[] = [];
    try {
      this.#bill(next, done, () => clock.elapsed() >= end);
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      log.error({ error: messageOf(error) }, 'billing failed; one by one');
      done.length = 0;
      for (const place of next) this.#alone(place, done);
    }
    for (const place of done) this.#places.delete(place);
  }

  /** Billing looks at how far a journal has come, so that is written first. */
  #bill(places: readonly JournalPlace[], done: JournalPlace[], isOver: () => boolean): void {
    this.#parts.intakes.inTransaction((intakeOf) => {
      for (const { car, journal } of places) {
        intakeOf(car).saveProgress();
        this.#parts.bill(car, journal);
        done.push({ car, journal });
        if (isOver()) return;
      }
    });
  }

  /** A defect that one rental brings out holds up no other; it is tried again when its journal goes on. */
  #alone(place: JournalPlace, done: JournalPlace[]): void {
    const { car, journal } = place;
    try {
      this.#bill([place], [], () => true);
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      this.#parts.log.error({ car, journal, error: messageOf(error) }, 'a rental cannot be billed');
    }
    done.push(place);
  }
}
