import type { CarId } from '../../protocol/ids.ts';
import type { Storage } from '../storage/storage.ts';
import { type Amount, KeptAmount } from './kept-amount.ts';

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
  readonly #most: Amount;
  readonly #kept: KeptAmount;

  constructor({ setAside }: Storage, car: CarId, limits: RejectedLimits) {
    this.#most = { count: limits.mostRejectedMessages, bytes: limits.mostRejectedBytes };
    this.#kept = new KeptAmount(() => setAside.keptOf(car));
  }

  has(bytes: number): boolean {
    return this.#kept.hasRoom(bytes, this.#most);
  }

  taken(bytes: number): void {
    this.#kept.taken(bytes);
  }
}
