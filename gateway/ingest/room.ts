/** How many there are, and their bytes. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** A bound on what is kept of a car (D13); how much there is is looked up when it is first asked, and counted from then on. */
export class Room {
  readonly #lookUp: () => Amount;
  readonly #most: Amount;
  #kept: Amount | undefined;

  constructor(lookUp: () => Amount, most: Amount) {
    this.#lookUp = lookUp;
    this.#most = most;
  }

  /** So many are in it. */
  get count(): number {
    return this.#amount().count;
  }

  /**
   * Whether one more of so many bytes fits.
   * @param share of so many times the bound
   */
  has(bytes: number, share = 1): boolean {
    const kept = this.#amount();
    return kept.count < share * this.#most.count && kept.bytes + bytes <= share * this.#most.bytes;
  }

  taken(bytes: number): void {
    if (this.#kept === undefined) return;
    this.#kept = { count: this.#kept.count + 1, bytes: this.#kept.bytes + bytes };
  }

  /** Something left it. */
  lookAgain(): void {
    this.#kept = undefined;
  }

  #amount(): Amount {
    this.#kept ??= this.#lookUp();
    return this.#kept;
  }
}
