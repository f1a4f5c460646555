import type { CarEntry } from '../fleet/roster.ts';
import { type Saved, type SavedFiles, save } from './saved.ts';

/** Keeps on disk what the next start goes on from, so that a kill without warning leaves a world that can be taken up. */
export class Keeper {
  readonly #files: SavedFiles;
  #saved: Saved;

  constructor(files: SavedFiles, saved: Saved) {
    this.#files = files;
    this.#saved = saved;
  }

  /** Entries take the place of the earlier ones of the same cars; other cars stay as they are. */
  keep(date: string, cars: readonly CarEntry[]): void {
    const newer = new Map(cars.map((entry) => [entry.car, entry]));
    const { roster } = this.#saved;
    const kept = roster.cars.map((entry) => newer.get(entry.car) ?? entry);
    this.#saved = { ...this.#saved, date, roster: { ...roster, cars: kept } };
    save(this.#files, this.#saved);
  }
}
