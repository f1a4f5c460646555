import type { CarId, JournalId } from '../../protocol/ids.ts';

export interface JournalPlace {
  readonly car: CarId;
  readonly journal: JournalId;
}

/** Journals in which something is to be done, each once, the oldest first. */
export class JournalPlaces {
  readonly #stored: () => readonly JournalPlace[];
  readonly #places = new Map<string, JournalPlace>();
  #isLoaded = false;

  /** @param stored what was not done before a restart; asked once */
  constructor(stored: () => readonly JournalPlace[]) {
    this.#stored = stored;
  }

  /** Whether there is nothing, also from before a restart. */
  get isEmpty(): boolean {
    return this.#isLoaded && this.#places.size === 0;
  }

  add(place: JournalPlace): void {
    this.#places.set(keyOf(place), place);
  }

  delete(place: JournalPlace): void {
    this.#places.delete(keyOf(place));
  }

  /** @throws {Fault} `database-failed` */
  all(): Iterable<JournalPlace> {
    if (!this.#isLoaded) for (const place of this.#stored()) this.add(place);
    this.#isLoaded = true;
    return this.#places.values();
  }
}

/** The same place, the same key. */
export const keyOf = ({ car, journal }: JournalPlace): string => `${car}/${journal}`;
