import { messageOf } from '../protocol/errors.ts';
import type { Cancel, Clock, Log, Timers } from '../protocol/runtime.ts';
import { between, type Milliseconds, milliseconds } from '../protocol/units.ts';
import type { PassedOver } from './boot.ts';
import { HeldDisk } from './journal/held-disk.ts';
import { listJournals } from './journal/listing.ts';
import { recoverJournal } from './journal/recovery.ts';
import type { Disk } from './ports.ts';

const everyMilliseconds = milliseconds(10_000);
/** So long a journal that cannot be read, on a disk that answers, may yet be: then the car goes on without (D6, D13). */
export const patienceMilliseconds = milliseconds(600_000);

export interface UnreadDiskOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /**
   * The unit can begin anew from the disk, with its records in place.
   * @returns false where that cannot be now: then it is asked again
   */
  readonly onRead: (passedOver: PassedOver) => Promise<boolean>;
}

/** Looks again and again at a disk that could not be read at power-up, while the unit goes on in memory. */
export class UnreadDisk {
  readonly #options: UnreadDiskOptions;
  readonly #since: Milliseconds;
  #cancel: Cancel = () => {};
  #isOver = false;

  constructor(options: UnreadDiskOptions) {
    this.#options = options;
    this.#since = options.clock.elapsed();
  }

  start(): void {
    if (this.#isOver) return;
    this.#cancel = this.#options.timers.after(everyMilliseconds, () => void this.#look());
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    try {
      const passedOver = await this.#readable();
      if (this.#isOver) return;
      if (passedOver !== null && (await this.#options.onRead(passedOver))) return;
    } catch (thrown) {
      this.#options.log.error({ reason: messageOf(thrown) }, 'journal cannot be read yet');
    }
    this.start();
  }

  /** What must be passed over to begin from the disk; null where it is to be asked again. */
  async #readable(): Promise<PassedOver | null> {
    const { disk, clock } = this.#options;
    const isLate = between(this.#since, clock.elapsed()) >= patienceMilliseconds;
    try {
      await recoverJournal(new HeldDisk(disk));
      return 'old-journals';
    } catch (thrown) {
      if (!isLate) throw thrown;
      await listJournals(disk);
      return 'any-journal';
    }
  }
}
