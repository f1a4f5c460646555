import { Fault } from '../../protocol/errors.ts';
import type { JournalId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Disk } from '../ports.ts';
import { Archive } from './archive.ts';
import type { JournalOptions, JournalPage, Pruned, ReadLimits } from './entry.ts';
import type { ListedJournal } from './listing.ts';
import { describeSegments, loadSegment } from './load.ts';
import { defaultJournalOptions } from './options.ts';
import { PageBuilder } from './page.ts';

/** A journal that was followed by a newer one: readable until the gateway has it and its retention has ended. */
export class OldJournal {
  readonly journalId: JournalId;
  readonly generation: number;
  readonly lastSeq: number;
  readonly #archive: Archive;
  readonly #options: JournalOptions;

  constructor(listed: ListedJournal, lastSeq: number, archive: Archive, options: JournalOptions) {
    this.journalId = listed.journalId;
    this.generation = listed.generation;
    this.lastSeq = lastSeq;
    this.#archive = archive;
    this.#options = options;
  }

  /** As `Journal.firstSeq`; past the last one where nothing is left. */
  get firstSeq(): number {
    return this.#archive.firstSeq ?? this.lastSeq + 1;
  }

  get releasedThrough(): number {
    return this.#archive.releasedThrough;
  }

  /** As `Journal.read`. */
  async read(fromSeq: number, limits: ReadLimits): Promise<JournalPage> {
    const page = new PageBuilder(fromSeq, this.firstSeq, limits);
    while (!page.full && page.nextSeq <= this.lastSeq) await this.#archive.readInto(page, this.lastSeq);
    return page.build();
  }

  /** As `Journal.release`. */
  release(throughSeq: number, now: EpochMilliseconds): void {
    this.#archive.release(Math.min(throughSeq, this.lastSeq), this.lastSeq, now);
  }

  /** As `Journal.prune`, down to the last segment: a journal without files is gone. */
  prune(now: EpochMilliseconds): Promise<Pruned> {
    return this.#archive.prune(now, 0, this.#options);
  }

  /** As `Journal.makeRoom`. */
  makeRoom(): Promise<boolean> {
    return this.#archive.makeRoom(0);
  }
}

/**
 * Opens a journal that will not be written again. Its torn tail stays on disk and is passed over. A disk that cannot be
 * written is no hindrance: no number of this journal is ever given again, so nothing can contradict what is sent of it.
 * `isEndPassedOver`: where its last segment cannot be read, it ends before that as long as this boot lasts.
 * @throws {Fault} `storage-fault`, `journal-version-unknown`
 */
export async function openOldJournal(
  disk: Disk,
  listed: ListedJournal,
  { isEndPassedOver = false, ...options }: Partial<JournalOptions> & { isEndPassedOver?: boolean } = {},
): Promise<OldJournal> {
  const segments = await describeSegments(disk, listed.files);
  const lastSeq = await (isEndPassedOver ? readableLastSeq(disk, listed) : syncedLastSeq(disk, listed));
  return new OldJournal(listed, lastSeq, new Archive(disk, segments), {
    ...defaultJournalOptions,
    ...options,
  });
}

async function readableLastSeq(disk: Disk, listed: ListedJournal): Promise<number> {
  try {
    return await syncedLastSeq(disk, listed);
  } catch (thrown) {
    if (!(thrown instanceof Fault && thrown.code === 'storage-fault')) throw thrown;
    return (listed.files.at(-1)?.firstSeq ?? 1) - 1;
  }
}

async function syncedLastSeq(disk: Disk, { files }: ListedJournal): Promise<number> {
  const file = files.at(-1);
  if (file === undefined) return 0;
  const { entries } = await loadSegment(disk, file, 'torn');
  return entries.at(-1)?.seq ?? file.firstSeq - 1;
}
