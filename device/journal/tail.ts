import type { JournalEntry } from './entry.ts';
import { frameOverhead } from './frame.ts';

/** The newest synced entries, in memory, without holes and bounded in bytes. */
export class Tail {
  readonly #maxBytes: number;
  readonly #entries: JournalEntry[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(seq: number): boolean {
    const [first] = this.#entries;
    const last = this.#entries.at(-1);
    return first !== undefined && last !== undefined && first.seq <= seq && seq <= last.seq;
  }

  push(entry: JournalEntry): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && entry.seq !== last.seq + 1) this.#clear();
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    while (this.#bytes > this.#maxBytes && this.#entries.length > 1) this.#dropFirst();
  }

  #dropFirst(): void {
    const first = this.#entries.shift();
    if (first !== undefined) this.#bytes -= sizeOf(first);
  }

  #clear(): void {
    this.#entries.length = 0;
    this.#bytes = 0;
  }
}

const sizeOf = ({ bytes }: JournalEntry): number => frameOverhead + bytes.length;
