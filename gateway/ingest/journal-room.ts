import type { CarId } from '../../protocol/ids.ts';
import type { JournalRow } from '../storage/journals.ts';
import type { Storage } from '../storage/storage.ts';

/** How many journals of each car are kept (D13). A car begins another only where its disk lost what it held. */
export interface JournalLimits {
  readonly mostJournals: number;
}

/** What people wait for may come ahead of a journal's beginning: so many journals may wait for theirs. */
const mostNotBegun = 64;

/**
 * Room for the journals of a car: whoever may write as it may name a new one with each message, and each costs rows, memory and
 * time. Nothing is lost where there is none: what is not kept gets no receipt, and comes again in its turn.
 */
export class JournalRoom {
  readonly #storage: Storage;
  readonly #car: CarId;
  readonly #limits: JournalLimits;

  constructor(storage: Storage, car: CarId, limits: JournalLimits) {
    this.#storage = storage;
    this.#car = car;
    this.#limits = limits;
  }

  /**
   * Whether another one fits.
   * @param fresh those of which nothing is written yet
   * @param begins its beginning is there: it need not wait for that
   */
  hasRoom(fresh: readonly Pick<JournalRow, 'through'>[], begins: boolean): boolean {
    const { count, notBegun } = this.#storage.journals.amount(this.#car);
    if (count + fresh.length >= this.#limits.mostJournals) return false;
    return begins || notBegun + fresh.filter(({ through }) => through === 0).length < mostNotBegun;
  }
}
