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
  /** link(seq) of clause 3.3; null where that record is gone or damaged. @throws {Fault} `storage-fault` */
  link(seq: number): Promise<Uint8Array | null>;
  release(throughSeq: number): void;
}
