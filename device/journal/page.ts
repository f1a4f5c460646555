import type { JournalEntry, JournalPage, ReadLimits, SeqRange } from './entry.ts';

/** Gathers one page of a journal, in order, out of the places where its entries lie. */
export class PageBuilder {
  readonly #entries: JournalEntry[] = [];
  readonly #damaged: SeqRange[] = [];
  readonly #pruned: SeqRange | null;
  readonly #limits: ReadLimits;
  #bytes = 0;
  #nextSeq: number;
  #full = false;

  /** Begins at `fromSeq`, or at `firstSeq` where nothing earlier is left. */
  constructor(fromSeq: number, firstSeq: number, limits: ReadLimits) {
    this.#nextSeq = Math.max(fromSeq, firstSeq);
    this.#pruned = fromSeq < firstSeq ? { from: fromSeq, to: firstSeq - 1 } : null;
    this.#limits = limits;
    this.#full = limits.maxRecords < 1;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get full(): boolean {
    return this.#full;
  }

  /** Takes what fits out of `entries` (in order), which should hold all numbers up to `throughSeq`. */
  takeFrom(entries: readonly JournalEntry[], throughSeq: number): void {
    for (let at = indexOf(entries, this.#nextSeq); !this.#full && this.#nextSeq <= throughSeq; at++) {
      const entry = entries[at];
      if (entry === undefined || entry.seq > throughSeq) this.#skipTo(throughSeq + 1);
      else this.#take(entry);
    }
  }

  build(): JournalPage {
    return { entries: this.#entries, damaged: this.#damaged, pruned: this.#pruned, nextSeq: this.#nextSeq };
  }

  #take(entry: JournalEntry): void {
    this.#skipTo(entry.seq);
    const { maxBytes, maxRecords } = this.#limits;
    if (this.#entries.length > 0 && this.#bytes + entry.bytes.length > maxBytes) {
      this.#full = true;
      return;
    }
    this.#entries.push(entry);
    this.#bytes += entry.bytes.length;
    this.#nextSeq = entry.seq + 1;
    this.#full = this.#entries.length >= maxRecords;
  }

  #skipTo(seq: number): void {
    if (seq === this.#nextSeq) return;
    const last = this.#damaged.at(-1);
    const continues = last !== undefined && last.to === this.#nextSeq - 1;
    if (continues) this.#damaged.pop();
    this.#damaged.push({ from: continues ? last.from : this.#nextSeq, to: seq - 1 });
    this.#nextSeq = seq;
  }
}

/** Index of the first entry numbered `seq` or higher. */
function indexOf(entries: readonly JournalEntry[], seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.seq ?? Number.POSITIVE_INFINITY) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The numbers of `range` that no entry has. */
export function missingIn(entries: readonly JournalEntry[], range: SeqRange): readonly SeqRange[] {
  const page = new PageBuilder(range.from, range.from, {
    maxRecords: Number.POSITIVE_INFINITY,
    maxBytes: Number.POSITIVE_INFINITY,
  });
  page.takeFrom(entries, range.to);
  return page.build().damaged;
}
