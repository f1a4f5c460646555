import { Fault } from '../../protocol/errors.ts';
import type { JournalId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Disk } from '../ports.ts';
import type { JournalEntry, JournalOptions, SeqRange } from './entry.ts';
import { onDisk } from './faults.ts';
import { Journal } from './journal.ts';
import { type ListedJournal, listJournals } from './listing.ts';
import { describeSegments, type LoadedSegment, loadSegment } from './load.ts';
import { defaultJournalOptions } from './options.ts';
import { missingIn } from './page.ts';
import type { Segment } from './segment.ts';
import { startSegment } from './segment-start.ts';

/** What the disk still has of the newest journal. */
export interface RecoveredJournal {
  readonly kind: 'found';
  readonly journal: Journal;
  /** The latest usable one; null where all are damaged, so that the state before the entries is unknown. */
  readonly snapshot: Uint8Array | null;
  readonly entriesSinceSnapshot: readonly JournalEntry[];
  /** As last written with `Journal.mark` since the latest segment began; else empty. */
  readonly mark: Uint8Array;
  readonly truncatedBytes: number;
  /** Numbers since the snapshot whose records are damaged; damage before it shows when it is read. */
  readonly damaged: readonly SeqRange[];
  /**
   * A `storage-fault` where the disk can be read but not mended. Then nothing counts as synced since the snapshot, and the
   * first sync that succeeds mends it.
   */
  readonly fault: Fault | null;
}

/** What a new journal begins with. */
export interface NewJournal {
  /** Random: a lost journal is told by its new id (D5). */
  readonly journalId: JournalId;
  /** One more than the highest generation of `listJournals`. */
  readonly generation: number;
  readonly snapshot: Uint8Array;
  readonly now: EpochMilliseconds;
}

/** A journal that begins with its first `sync`; until then records wait in memory, also while the disk fails. */
export function createJournal(disk: Disk, begin: NewJournal, options: Partial<JournalOptions> = {}): Journal {
  const { journalId, generation, snapshot, now } = begin;
  const header = { journalId, generation, createdAt: now, releasedThrough: 0 };
  const firstWrite = { kind: 'segment', ...startSegment(header, 1, snapshot) } as const;
  const start = { journalId, generation, segments: [], head: null, nextSeq: 1, firstWrite };
  return new Journal(disk, start, { ...defaultJournalOptions, ...options });
}

/**
 * The newest journal on the disk, with its torn tail cut off and the rest synced (D6). A journal whose creation was
 * interrupted counts as never begun. Only what follows the latest snapshot is read, however long the journal is.
 * @throws {Fault} `storage-fault` where the disk cannot be read; `journal-version-unknown`
 */
export async function recoverJournal(
  disk: Disk,
  options: Partial<JournalOptions> = {},
): Promise<RecoveredJournal | { readonly kind: 'empty' }> {
  const empty: LoadedSegment[] = [];
  for (const listed of (await listJournals(disk)).toReversed()) {
    const latest = await loadLatest(disk, listed);
    empty.push(...latest.empty);
    const [first, ...more] = latest.loaded;
    if (first !== undefined) return resume(disk, listed, [first, ...more], empty, options);
  }
  for (const { name } of empty) await onDisk(`remove ${name}`, () => disk.remove(name));
  return { kind: 'empty' };
}

type Loaded = readonly [LoadedSegment, ...LoadedSegment[]];

interface Latest {
  /** In order, from the latest usable snapshot on. */
  readonly loaded: readonly LoadedSegment[];
  /** The newest segments, where their beginning is torn and they hold nothing. */
  readonly empty: readonly LoadedSegment[];
}

async function loadLatest(disk: Disk, { files }: ListedJournal): Promise<Latest> {
  const loaded: LoadedSegment[] = [];
  const empty: LoadedSegment[] = [];
  for (const file of files.toReversed()) {
    const segment = await loadSegment(disk, file, file === files.at(-1) ? 'torn' : 'complete');
    const isEmpty = segment.snapshot === null && segment.entries.length === 0;
    if (isEmpty && loaded.length === 0) empty.push(segment);
    else loaded.unshift(segment);
    if (segment.snapshot !== null) break;
  }
  return { loaded, empty };
}

async function resume(
  disk: Disk,
  listed: ListedJournal,
  loaded: Loaded,
  empty: readonly LoadedSegment[],
  options: Partial<JournalOptions>,
): Promise<RecoveredJournal> {
  const [first] = loaded;
  const active = loaded.at(-1) ?? first;
  const entries = loaded.flatMap((segment) => segment.entries);
  const lastSeq = lastSeqOf(listed, active);
  const { head } = active;
  const start = {
    journalId: listed.journalId,
    generation: listed.generation,
    head,
    segments: await describeThrough(disk, listed, active),
    nextSeq: lastSeq + 1,
    firstWrite: {
      kind: 'mend',
      fileBytes: active.fileBytes,
      emptyFiles: empty.map(({ name }) => name),
      entries: active.entries,
    },
  } as const;
  const journal = new Journal(disk, start, { ...defaultJournalOptions, ...options });
  return {
    kind: 'found',
    journal,
    snapshot: first.snapshot,
    mark: head?.mark ?? new Uint8Array(0),
    entriesSinceSnapshot: entries,
    truncatedBytes: empty.reduce(
      (sum, { fileBytes }) => sum + fileBytes,
      active.fileBytes - active.goodBytes,
    ),
    damaged: missingIn(entries, { from: first.file.firstSeq, to: lastSeq }),
    fault: await faultOf(journal.sync()),
  };
}

/** The last number known to be taken: by a record, or by the name of a segment that was to follow it. */
function lastSeqOf({ files }: ListedJournal, active: LoadedSegment): number {
  const begun = files.at(-1)?.firstSeq ?? 1;
  return Math.max(begun - 1, active.entries.at(-1)?.seq ?? 0);
}

async function describeThrough(
  disk: Disk,
  { files }: ListedJournal,
  active: LoadedSegment,
): Promise<Segment[]> {
  const segments = await describeSegments(
    disk,
    files.filter(({ firstSeq }) => firstSeq <= active.file.firstSeq),
  );
  return segments.map((segment) =>
    segment.name === active.name ? { ...segment, bytes: active.goodBytes } : segment,
  );
}

async function faultOf(work: Promise<void>): Promise<Fault | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
}
