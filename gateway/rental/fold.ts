import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Storage } from '../storage/storage.ts';
import { type CarState, formatCarState, parseCarState } from './car-state.ts';
import { type Applied, evolve } from './evolve.ts';
import { saveChange } from './save-change.ts';

/** One car's records on their way to rentals, within one transaction. */
export class CarFold {
  readonly #storage: Storage;
  readonly #car: CarId;
  /** Undefined until it is needed. */
  #state: CarState | null | undefined;
  #dirty = false;

  constructor(storage: Storage, car: CarId) {
    this.#storage = storage;
    this.#car = car;
  }

  /** The journal of the last record that was applied. */
  get journal(): JournalId | null {
    return this.#current()?.last.journal ?? null;
  }

  apply(applied: Applied): void {
    const { state, changes } = evolve(this.#current(), applied);
    this.#state = state;
    this.#dirty = true;
    const { journal } = applied;
    const seq = applied.kind === 'record' ? applied.seq : applied.fromSeq;
    changes.forEach((change, part) => {
      saveChange(this.#storage, { car: this.#car, journal, seq, part }, change);
    });
  }

  /** A record that was applied before, and whose changes are written. */
  retrace(applied: Applied): void {
    this.#state = evolve(this.#current(), applied).state;
    this.#dirty = true;
  }

  /** What all records so far come to; null before the first. */
  get state(): CarState | null {
    return this.#current();
  }

  /** Begins again, before the car's first record. */
  restart(): void {
    this.#state = null;
    this.#dirty = false;
  }

  /** To be called before COMMIT. */
  save(): void {
    const state = this.#state;
    if (this.#dirty && state) this.#storage.odometer.saveState(this.#car, formatCarState(state));
    this.#dirty = false;
  }

  #current(): CarState | null {
    if (this.#state === undefined) {
      const text = this.#storage.odometer.state(this.#car);
      this.#state = text === undefined ? null : parseCarState(text);
    }
    return this.#state;
  }
}
