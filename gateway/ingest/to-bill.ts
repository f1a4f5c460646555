import { messageOf } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Clock, Log } from '../../protocol/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import { isOfDatabase } from './database-fault.ts';

export interface ToBillParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  readonly bill: (car: CarId, journal: JournalId) => void;
}

interface Place {
  readonly car: CarId;
  readonly journal: JournalId;
}

/** One slice of work: what arrives meanwhile waits so long. */
const sliceMilliseconds = 4;
const mostInASlice = 64;

/**
 * Journals with closed rentals to be checked against the car's signature and priced: after the PUBACKs, and soon. What is
 * open is in the database as well, so that nothing is forgotten over a restart.
 */
export class ToBill {
  readonly #parts: ToBillParts;
  readonly #places = new Map<string, Place>();
  #isLoaded = false;

  constructor(parts: ToBillParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#isLoaded && this.#places.size === 0;
  }

  add(car: CarId, journal: JournalId): void {
    this.#places.set(`${car}/${journal}`, { car, journal });
  }

  /** @throws {Fault} `database-failed` */
  work(): void {
    this.#load();
    if (this.#places.size === 0) return;
    const { storage, log } = this.#parts;
    const done = new Set<string>();
    try {
      storage.transaction(() => this.#slice(done));
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      log.error({ error: messageOf(error) }, 'billing failed; one by one');
      done.clear();
      this.#first(done);
    }
    for (const key of done) this.#places.delete(key);
  }

  #slice(done: Set<string>): void {
    const { clock, bill } = this.#parts;
    const end = clock.elapsed() + sliceMilliseconds;
    for (const [key, { car, journal }] of this.#places) {
      bill(car, journal);
      done.add(key);
      if (done.size >= mostInASlice || clock.elapsed() >= end) return;
    }
  }

  /** A defect that one rental brings out holds up no other; it is tried again when its journal goes on. */
  #first(done: Set<string>): void {
    for (const [key, { car, journal }] of this.#places) {
      try {
        this.#parts.storage.transaction(() => this.#parts.bill(car, journal));
      } catch (error) {
        if (isOfDatabase(error)) throw error;
        this.#parts.log.error({ car, journal, error: messageOf(error) }, 'a rental cannot be billed');
      }
      done.add(key);
      if (done.size >= mostInASlice) return;
    }
  }

  #load(): void {
    if (this.#isLoaded) return;
    for (const { car, journal } of this.#parts.storage.statements.unbilledJournals()) this.add(car, journal);
    this.#isLoaded = true;
  }
}
