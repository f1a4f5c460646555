/** Sums up the metres of a drive while something holds. */
export class MetresWhile {
  #metres = 0;
  /** Odometer since which it holds; null while it does not. */
  #from: number | null = null;
  #times = 0;

  get metres(): number {
    return this.#metres;
  }

  /** How often it began to hold. */
  get times(): number {
    return this.#times;
  }

  /** A drive begins. */
  reset(): void {
    this.#metres = 0;
    this.#from = null;
    this.#times = 0;
  }

  note(holds: boolean, odometerMetres: number): void {
    if (this.#from !== null) this.#metres += odometerMetres - this.#from;
    else if (holds) this.#times++;
    this.#from = holds ? odometerMetres : null;
  }
}
