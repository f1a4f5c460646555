import type { JournalId } from '../../protocol/ids.ts';
import type { Disk } from '../ports.ts';
import { onDisk } from './faults.ts';
import { bySegment, parseSegmentFileName, type SegmentFile } from './segment-file.ts';

/** A journal that has files on the disk, whatever these are good for. */
export interface ListedJournal {
  readonly journalId: JournalId;
  readonly generation: number;
  /** In order, at least one. */
  readonly files: readonly SegmentFile[];
}

/**
 * The journals on the disk, oldest generation first; a new one takes the next higher generation.
 * @throws {Fault} `storage-fault`
 */
export async function listJournals(disk: Disk): Promise<readonly ListedJournal[]> {
  const names = await onDisk('list the journals', () => disk.list());
  const files = names.flatMap((name) => parseSegmentFileName(name) ?? []).sort(bySegment);
  const groups = Map.groupBy(files, ({ generation, journalId }) => `${generation}-${journalId}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ journalId: first.journalId, generation: first.generation, files: group }];
  });
}
