import type { GapCause } from '../rental/change.ts';
import type { JournalRow } from '../storage/journals.ts';
import type { Storage } from '../storage/storage.ts';

/** Places of a journal that have something in place of a record. */
export interface Covered {
  readonly to: number;
  readonly cause: Exclude<GapCause, 'journal-changed'>;
  /** link(to); null where it is not known. */
  readonly link: Uint8Array | null;
}

/** What stands at the next place of a journal, at most up to `toSeq`: rejected, quarantined or lost; null where it is only missing. */
export function coveredFrom(
  storage: Storage,
  { car, journal, through }: JournalRow,
  toSeq: number,
): Covered | null {
  const seq = through + 1;
  const rejected = storage.setAside.rejectedAt(car, journal, seq);
  if (rejected !== undefined) return { to: seq, cause: 'rejected', link: rejected };
  const quarantined = storage.setAside.quarantinedAt(car, journal, seq);
  if (quarantined !== undefined) return { to: seq, cause: 'quarantined', link: quarantined };
  const loss = storage.losses.covering(car, journal, seq);
  if (loss === undefined) return null;
  const to = Math.min(loss.toSeq, toSeq);
  return { to, cause: 'lost', link: to === loss.toSeq ? loss.linkAfter : null };
}

/** The end of what is missing from the next place of a journal on, at most `toSeq`. */
export function nextCovered(storage: Storage, { car, journal, through }: JournalRow, toSeq: number): number {
  const next = through + 1;
  const starts = [
    ...storage.setAside.rejectedFrom(car, journal, next, 1),
    ...storage.setAside.quarantinedFrom(car, journal, next, 1),
    ...storage.losses.endingFrom(car, journal, next, 1).map(({ fromSeq }) => fromSeq),
  ];
  return Math.min(toSeq, ...starts.map((seq) => seq - 1));
}
