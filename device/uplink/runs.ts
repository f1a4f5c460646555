import type { JournalPage } from '../journal/entry.ts';

/** Records that follow one another without a gap, as a batch holds them. */
export interface Run {
  readonly from: number;
  readonly records: Uint8Array[];
}

/** The entries of a page, cut where numbers are missing between them. */
export function consecutive(entries: JournalPage['entries']): readonly Run[] {
  const runs: Run[] = [];
  for (const { seq, bytes } of entries) {
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.records.length === seq) last.records.push(bytes);
    else runs.push({ from: seq, records: [bytes] });
  }
  return runs;
}
