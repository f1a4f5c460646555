import { createHash } from 'node:crypto';
import { sameBytes } from '../protocol/codec/bytes.ts';
import { decodeEntry, entryGenesisBytes, entrySealBytes } from '../protocol/entry/entry.ts';
import { messageOf } from '../protocol/errors.ts';
import type { VerifyCar } from '../protocol/token/signed.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import { noteOf, type ReadEntry, readEntryOf } from './rental/read-entry.ts';
import type { EntryRow } from './storage/entries.ts';
import type { Storage } from './storage/storage.ts';

/** What a check of the whole log found. */
export interface LogVerdict {
  readonly entries: number;
  /** The first thing that is wrong; null where all of it holds. */
  readonly fault: string | null;
}

/** An entry as a person reads it. */
export interface ListedEntry {
  readonly number: number;
  readonly enteredAt: EpochMilliseconds;
  readonly body: ReadEntry['body'];
  readonly by: string | null;
  readonly reason: string | null;
}

const pageSize = 500;

/** The operator's log of signed entries, looked at as a whole (clause 14.1). */
export const createLogCheck = (storage: Storage, verify: VerifyCar) => ({
  /** At most `limit`, rising from `number` on. */
  logEntries: (number: number, limit: number): ListedEntry[] =>
    storage.entries.from(number, limit).flatMap(({ raw }) => {
      const entry = readEntryOf(raw);
      const note = noteOf(raw);
      return entry === null ? [] : { ...entry, by: note?.by ?? null, reason: note?.reason ?? null };
    }),

  /** Every number, link, digest and signature from the first entry on. */
  checkLog: (): LogVerdict => {
    let link = sha256(entryGenesisBytes);
    let number = 0;
    for (;;) {
      const page = storage.entries.from(number + 1, pageSize);
      for (const row of page) {
        const fault = faultOf(row, number + 1, link, verify);
        if (fault !== null) return { entries: number, fault: `entry ${number + 1}: ${fault}` };
        number = row.number;
        link = row.link;
      }
      if (page.length < pageSize) return { entries: number, fault: null };
    }
  },
});

function faultOf(
  { number, link, raw }: EntryRow,
  wanted: number,
  before: Uint8Array,
  verify: VerifyCar,
): string | null {
  if (number !== wanted) return 'is missing';
  try {
    const { header, headerBytes, bodyBytes, noteBytes, signature } = decodeEntry(raw);
    if (header.number !== number) return `names itself ${header.number}`;
    if (!sameBytes(sha256(headerBytes), link)) return 'another entry than was linked';
    if (!sameBytes(header.link, before)) return 'names another entry before it';
    if (!sameBytes(sha256(bodyBytes), header.bodyDigest)) return 'another body than was signed';
    if (noteBytes !== null && !sameBytes(sha256(noteBytes), header.noteDigest ?? new Uint8Array()))
      return 'another note than was signed';
    return verify(entrySealBytes(link), signature) ? null : 'not signed by this operator';
  } catch (thrown) {
    return messageOf(thrown);
  }
}

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
