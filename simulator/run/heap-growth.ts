import type { Peak } from '../checkers/evidence.ts';

/** With which a program runs warm. */
const mostBytesAtOnce = 16 * 2 ** 20;
/** What an hour of a car may leave behind: what the witness saw of it, several times over. */
const mostBytesAnHour = 128 * 1024;
const hour = 3_600_000;

/** Looks at what a run holds once everything is collected: as it begins, and as it ends. */
export class HeapGrowth {
  readonly #heldBytes: () => number;
  #begun: { readonly at: number; readonly bytes: number } | null = null;

  constructor(heldBytes: () => number) {
    this.#heldBytes = heldBytes;
  }

  /** @param at virtual time, in milliseconds */
  begin(at: number): void {
    this.#begun = { at, bytes: this.#heldBytes() };
  }

  /** Where it grew by more than the time allows; figures differ between runs of one seed, so they are told of no other. */
  excess(at: number, cars: number): readonly Peak[] {
    if (this.#begun === null) return [];
    const hours = (at - this.#begun.at) / hour;
    const bound = mostBytesAtOnce + Math.ceil(mostBytesAnHour * cars * hours);
    const most = this.#heldBytes() - this.#begun.bytes;
    return most <= bound ? [] : [{ what: 'bytes by which the heap has grown', most, bound }];
  }
}
