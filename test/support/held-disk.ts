import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** Words in memory that both threads see: whether syncs are to be held, whether one is, and how many nobody let go in time. */
const [holds, isHeld, forgotten] = [0, 1, 2];
const key = 'ritmeter held disk';
/** Far beyond what a test waits: a loop that stands still with the disk is not to stand still for ever. */
const patienceMilliseconds = 10_000;

/** A disk whose syncs last until the test lets them go. */
export class HeldDisk {
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(words = new Int32Array(new SharedArrayBuffer(12))) {
    this.#words = words;
  }

  /** For threads that start from now on, and ask `ofThisThread`. */
  share(): void {
    setEnvironmentData(key, this.#words.buffer);
  }

  static ofThisThread(): HeldDisk {
    const memory = getEnvironmentData(key);
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('no disk was shared with this thread');
    return new HeldDisk(new Int32Array(memory));
  }

  /** Syncs that begin from now on do not end. */
  hold(): void {
    Atomics.store(this.#words, holds, 1);
  }

  /** The sync that is under way ends, and so do those to come. */
  letGo(): void {
    Atomics.store(this.#words, holds, 0);
    Atomics.notify(this.#words, holds);
  }

  get isSyncing(): boolean {
    return Atomics.load(this.#words, isHeld) === 1;
  }

  /** Syncs that ended since nobody let them go: whoever should have stood still as well. */
  get forgottenSyncs(): number {
    return Atomics.load(this.#words, forgotten);
  }

  /** The thread waits, as it does for a real disk. */
  sync(): void {
    Atomics.store(this.#words, isHeld, 1);
    if (Atomics.wait(this.#words, holds, 1, patienceMilliseconds) === 'timed-out')
      Atomics.add(this.#words, forgotten, 1);
    Atomics.store(this.#words, isHeld, 0);
  }
}
