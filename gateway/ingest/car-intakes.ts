import type { CarId } from '../../protocol/ids.ts';
import type { CarFold } from '../rental/fold.ts';
import type { Storage } from '../storage/storage.ts';
import { CarIntake, type CarNews } from './car-intake.ts';

/** Cars whose progress is kept at hand; that of others is read again. */
const mostKept = 20_000;

/**
 * How far each car has come, kept between transactions; what a transaction changes is written in it. Read anew where a
 * transaction failed, and where another process has changed the database.
 */
export class CarIntakes {
  readonly #storage: Storage;
  readonly #foldOf: (car: CarId) => CarFold;
  readonly #kept = new Map<CarId, CarIntake>();
  readonly #touched = new Set<CarIntake>();

  constructor(storage: Storage, foldOf: (car: CarId) => CarFold) {
    this.#storage = storage;
    this.#foldOf = foldOf;
  }

  /** All or nothing. */
  inTransaction<T>(work: (intakeOf: (car: CarId) => CarIntake) => T): T {
    this.#touched.clear();
    try {
      return this.#storage.transaction(() => {
        if (this.#storage.changedElsewhere()) this.#kept.clear();
        const result = work((car) => this.#touch(car));
        for (const intake of this.#touched) intake.save();
        return result;
      });
    } catch (error) {
      this.#kept.clear();
      this.#touched.clear();
      throw error;
    }
  }

  /** What the last transaction brought. */
  news(): CarNews[] {
    const news = [...this.#touched].map((intake) => intake.takeNews());
    this.#touched.clear();
    return news;
  }

  of(car: CarId): CarIntake {
    const known = this.#kept.get(car);
    if (known !== undefined) return known;
    const [oldest] = this.#kept.size >= mostKept ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    const intake = new CarIntake(this.#storage, this.#foldOf(car), car);
    this.#kept.set(car, intake);
    return intake;
  }

  #touch(car: CarId): CarIntake {
    const intake = this.of(car);
    this.#touched.add(intake);
    return intake;
  }
}
