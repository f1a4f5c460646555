import type { CarId } from '../../protocol/ids.ts';
import type { Storage } from '../storage/storage.ts';

/** How much of what cannot be read is kept of each car (D13). */
export interface RejectedLimits {
  readonly mostRejectedMessages: number;
  readonly mostRejectedBytes: number;
}

/**
 * Room for what a car sends and nobody can read. What came first is kept: it shows the cause, and nothing that comes later
 * can push it out.
 */
export class RejectedRoom {
  readonly #storage: Storage;
  readonly #car: CarId;
  readonly #limits: RejectedLimits;
  /** Undefined until it is looked up. */
  #kept: { readonly count: number; readonly bytes: number } | undefined;

  constructor(storage: Storage, car: CarId, limits: RejectedLimits) {
    this.#storage = storage;
    this.#car = car;
    this.#limits = limits;
  }

  has(bytes: number): boolean {
    this.#kept ??= this.#storage.setAside.keptOf(this.#car);
    const { mostRejectedMessages, mostRejectedBytes } = this.#limits;
    return this.#kept.count < mostRejectedMessages && this.#kept.bytes + bytes <= mostRejectedBytes;
  }

  taken(bytes: number): void {
    if (this.#kept === undefined) return;
    this.#kept = { count: this.#kept.count + 1, bytes: this.#kept.bytes + bytes };
  }
}
