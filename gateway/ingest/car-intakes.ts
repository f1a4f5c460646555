import type { CarId } from '../../protocol/ids.ts';
import type { CarFold } from '../rental/fold.ts';
import type { Storage } from '../storage/storage.ts';
import { CarIntake } from './car-intake.ts';
import type { CarNews } from './car-news.ts';
import type { CarLimits } from './car-rooms.ts';

/** Cars whose progress is kept at hand; that of others is read again. */
const mostKept = 20_000;

/**
 * How far each car has come, kept between transactions; what a transaction changes is written in it. Read anew where a
 * transaction failed, and where another process has changed the database.
 */
export class CarIntakes {
  readonly #storage: Storage;
  readonly #foldOf: (car: CarId) => CarFold;
  readonly #limits: CarLimits;
  readonly #kept = new Map<CarId, CarIntake>();
  readonly #touched = new Set<CarIntake>();
  /** Those of which the database does not yet say how far they have come. */
  readonly #unsaved = new Set<CarIntake>();

  constructor(storage: Storage, foldOf: (car: CarId) => CarFold, limits: CarLimits) {
    this.#limits = limits;
    this.#storage = storage;
    this.#foldOf = foldOf;
  }

  /** All or nothing. */
  inTransaction<T>(work: (intakeOf: (car: CarId) => CarIntake) => T): T {
    this.#touched.clear();
    try {
      return this.#storage.transaction(() => {
        if (this.#storage.changedElsewhere()) this.#forget();
        const result = work((car) => this.#touch(car));
        for (const intake of this.#touched) this.#save(intake);
        return result;
      });
    } catch (error) {
      this.#forget();
      this.#touched.clear();
      throw error;
    }
  }

  get hasUnsaved(): boolean {
    return this.#unsaved.size > 0;
  }

  /** Writes how far all cars have come. */
  saveProgress(): void {
    if (!this.hasUnsaved) return;
    this.inTransaction((intakeOf) => {
      for (const { car } of this.#unsaved) intakeOf(car).saveProgress();
    });
    this.#touched.clear();
  }

  #save(intake: CarIntake): void {
    intake.save();
    if (intake.isUnsaved) this.#unsaved.add(intake);
    else this.#unsaved.delete(intake);
  }

  /** They are read again when they are needed. */
  #forget(): void {
    this.#kept.clear();
    this.#unsaved.clear();
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
    if (oldest !== undefined) this.#drop(oldest);
    const intake = new CarIntake(this.#storage, this.#foldOf(car), car, this.#limits);
    this.#kept.set(car, intake);
    return intake;
  }

  #drop(car: CarId): void {
    const intake = this.#kept.get(car);
    if (intake !== undefined) this.#unsaved.delete(intake);
    this.#kept.delete(car);
  }

  #touch(car: CarId): CarIntake {
    const intake = this.of(car);
    this.#touched.add(intake);
    return intake;
  }
}
