import type { Disk } from '../ports.ts';

/** The segment being written. After a failed write it cuts back to what was synced before it writes again. */
export class SegmentWriter {
  readonly #disk: Disk;
  #name: string;
  #syncedBytes: number;
  /**
   * The file may hold more than is synced. Also after a failed sync alone: the kernel may have dropped the bytes and
   * report the next sync as good, so they are written anew. The same bytes then go to the same place.
   */
  #torn = false;

  constructor(disk: Disk, name: string, syncedBytes: number) {
    this.#disk = disk;
    this.#name = name;
    this.#syncedBytes = syncedBytes;
  }

  get syncedBytes(): number {
    return this.#syncedBytes;
  }

  /**
   * Removes what a crash has left behind the first `syncedBytes`, in this file and in later ones, and syncs the rest: so
   * far it may stand in the kernel's memory only (D6).
   */
  async mend(fileBytes: number, emptyFiles: readonly string[]): Promise<void> {
    for (const name of emptyFiles) await this.#disk.remove(name);
    if (fileBytes > this.#syncedBytes) await this.#disk.truncate(this.#name, this.#syncedBytes);
    await this.#disk.sync(this.#name);
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#torn) await this.#disk.truncate(this.#name, this.#syncedBytes);
    await this.#commit(this.#name, bytes);
    this.#syncedBytes += bytes.length;
  }

  /** Begins the next segment; the one before must be synced. */
  async begin(name: string, bytes: Uint8Array): Promise<void> {
    if (this.#torn) await this.#disk.remove(name);
    await this.#commit(name, bytes);
    this.#name = name;
    this.#syncedBytes = bytes.length;
  }

  async #commit(name: string, bytes: Uint8Array): Promise<void> {
    this.#torn = true;
    await this.#disk.append(name, bytes);
    await this.#disk.sync(name);
    this.#torn = false;
  }
}
