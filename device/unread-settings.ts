import type { Cancel, Clock, Timers } from '../protocol/runtime.ts';
import { between, type Milliseconds, milliseconds } from '../protocol/units.ts';
import type { SettingsOnDisk } from './settings-files.ts';

const firstMilliseconds = milliseconds(1_000);
const everyMilliseconds = milliseconds(10_000);
/** A disk that fails over settings for so long has lost them (D13). */
export const settingsPatience = milliseconds(600_000);

export interface UnreadSettingsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly read: () => Promise<SettingsOnDisk>;
  /** The disk has told all that it holds, or had its time. */
  readonly onRead: (found: SettingsOnDisk) => void;
}

/** Asks a disk that failed over settings as the unit started again and again, while the unit goes on without them (13.5). */
export class UnreadSettings {
  readonly #options: UnreadSettingsOptions;
  readonly #since: Milliseconds;
  #cancel: Cancel = () => {};
  #isOver = false;

  constructor(options: UnreadSettingsOptions) {
    this.#options = options;
    this.#since = options.clock.elapsed();
  }

  start(): void {
    this.#lookAfter(firstMilliseconds);
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel();
  }

  #lookAfter(length: Milliseconds): void {
    this.#cancel = this.#options.timers.after(length, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { clock, read, onRead } = this.#options;
    const found = await read();
    if (this.#isOver) return;
    const isLate = between(this.#since, clock.elapsed()) >= settingsPatience;
    if (found.isUnread && !isLate) this.#lookAfter(everyMilliseconds);
    else onRead({ ...found, isUnread: false });
  }
}
