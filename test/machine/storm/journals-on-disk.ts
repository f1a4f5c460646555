import { openFileDisk } from '../../../device/adapters/file-disk.ts';
import { listJournals } from '../../../device/journal/listing.ts';
import { openOldJournal } from '../../../device/journal/old-journal.ts';

const pageLimits = { maxRecords: 10_000, maxBytes: 64 * 1024 * 1024 };

/** A record as one side has it. */
export interface KeptRecord {
  readonly journal: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** Every record that a unit has written, journal by journal and in order, as its disk has them. */
export async function recordsOnDisk(folder: string): Promise<readonly KeptRecord[]> {
  const disk = await openFileDisk(folder);
  const records: KeptRecord[] = [];
  for (const listed of await listJournals(disk)) {
    const journal = await openOldJournal(disk, listed);
    for (let seq = 1; seq <= journal.lastSeq; ) {
      const page = await journal.read(seq, pageLimits);
      if (page.damaged.length > 0 || page.pruned !== null)
        throw new Error(`${folder}: journal ${listed.journalId} has holes`);
      records.push(...page.entries.map((entry) => ({ ...entry, journal: listed.journalId })));
      seq = page.nextSeq;
    }
  }
  await disk.close();
  return records;
}
