import type { JournalId } from '../../protocol/ids.ts';
import type { JournalPage, ReadLimits } from '../journal/entry.ts';

/** A journal as the uplink needs it: the current one, or an old one not yet delivered. */
export interface DeliverableJournal {
  readonly journalId: JournalId;
  readonly firstSeq: () => number;
  readonly lastSeq: () => number;
  readonly releasedThrough: number;
  /** @throws {Fault} `storage-fault` */
  read(fromSeq: number, limits: ReadLimits): Promise<JournalPage>;
  release(throughSeq: number): void;
}
