import type { JournalOptions, SeqRange } from '../../../device/journal/entry.ts';
import type { Journal } from '../../../device/journal/journal.ts';
import { createJournal, recoverJournal } from '../../../device/journal/recovery.ts';
import type { Disk } from '../../../device/ports.ts';
import { journalId } from '../../../protocol/ids.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../../../protocol/units.ts';

export const someJournalId = journalId('00112233445566aa');

export const day = 24 * 60 * 60 * 1000;

/** Wall time so many days after the journal was begun. */
export const daysLater = (days: number): EpochMilliseconds =>
  epochMilliseconds(Date.UTC(2026, 5, 1) + days * day);

export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const bytesText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A journal that stands on the disk, with no record in it. */
export async function begunJournal(disk: Disk, options: Partial<JournalOptions> = {}): Promise<Journal> {
  const begin = { journalId: someJournalId, generation: 1, snapshot: textBytes('start'), now: daysLater(0) };
  const journal = createJournal(disk, begin, options);
  await journal.sync();
  return journal;
}

/** The journal that recovery finds. */
export async function recovered(disk: Disk, options: Partial<JournalOptions> = {}) {
  const found = await recoverJournal(disk, options);
  if (found.kind === 'empty') throw new Error('recovery found no journal');
  return found;
}

/** Appends texts, each synced by itself. */
export async function store(journal: Journal, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    journal.append(textBytes(text));
    await journal.sync();
  }
}

const manyAtOnce = { maxRecords: 7, maxBytes: 100 };

/** All that can be read, page by page: `[seq, text]`, and the numbers that are damaged. */
export async function readAll(journal: Pick<Journal, 'read' | 'firstSeq'>) {
  const entries: [number, string][] = [];
  const damaged: SeqRange[] = [];
  for (let seq = journal.firstSeq; ; ) {
    const page = await journal.read(seq, manyAtOnce);
    entries.push(...page.entries.map(({ seq, bytes }): [number, string] => [seq, bytesText(bytes)]));
    damaged.push(...page.damaged);
    if (page.nextSeq === seq) return { entries, damaged };
    seq = page.nextSeq;
  }
}

/** Overwrites bytes of a file where they stand, as rot of the flash would. */
export async function overwrite(disk: Disk, name: string, at: number, bytes: Uint8Array): Promise<void> {
  const content = await disk.read(name, 0, await disk.size(name));
  content.set(bytes, at);
  await disk.truncate(name, 0);
  await disk.append(name, content);
  await disk.sync(name);
}
