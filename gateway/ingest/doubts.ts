import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Storage } from '../storage/storage.ts';

/** So many places of a journal may be asked for again at once (D13). */
const mostDoubts = 1000;

/**
 * Places of a journal at which only something was seen that had to be set aside, and that once: it may have been garbled on
 * its way, so they count as missing until the car has been asked again (clause 4.5).
 */
export class Doubts {
  readonly #storage: Storage;
  readonly #car: CarId;
  readonly #journal: JournalId;
  /** Undefined until it is looked up. */
  #seqs: Set<number> | undefined;

  constructor(storage: Storage, { car, journal }: { readonly car: CarId; readonly journal: JournalId }) {
    this.#storage = storage;
    this.#car = car;
    this.#journal = journal;
  }

  has(seq: number): boolean {
    return this.#all().has(seq);
  }

  /** The highest; null where there is none. */
  last(): number | null {
    return this.#all().size === 0 ? null : Math.max(...this.#all());
  }

  /** Past the bound a place counts as passed over at once. */
  add(seq: number): void {
    if (this.#all().size >= mostDoubts) return;
    this.#all().add(seq);
    this.#storage.doubts.insert({ car: this.#car, journal: this.#journal, seq });
  }

  /** Both ends included. */
  remove(fromSeq: number, toSeq = fromSeq): void {
    const gone = [...this.#all()].filter((seq) => fromSeq <= seq && seq <= toSeq);
    for (const seq of gone) this.#all().delete(seq);
    if (gone.length > 0) this.#storage.doubts.remove(this.#car, this.#journal, fromSeq, toSeq);
  }

  #all(): Set<number> {
    this.#seqs ??= new Set(this.#storage.doubts.ofJournal(this.#car, this.#journal));
    return this.#seqs;
  }
}
