/** How many there are, and their bytes. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** How much of something is kept of a car; looked up when it is first asked, and counted from then on. */
export class KeptAmount {
  readonly #lookUp: () => Amount;
  #kept: Amount | undefined;

  constructor(lookUp: () => Amount) {
    this.#lookUp = lookUp;
  }

  /** Whether one more of so many bytes fits. */
  hasRoom(bytes: number, most: Amount): boolean {
    this.#kept ??= this.#lookUp();
    return this.#kept.count < most.count && this.#kept.bytes + bytes <= most.bytes;
  }

  taken(bytes: number): void {
    if (this.#kept === undefined) return;
    this.#kept = { count: this.#kept.count + 1, bytes: this.#kept.bytes + bytes };
  }
}
