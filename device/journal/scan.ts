import type { JournalEntry } from './entry.ts';
import { type Frame, frameAt } from './frame.ts';
import { decodeSegmentHeader, type SegmentHeader, segmentHeaderBytes } from './segment-header.ts';
import { decodeWriteHead, type WriteHead } from './write-head.ts';

/** What the bytes of one segment are good for. Entries are in order, with holes where frames are damaged. */
export interface ScannedSegment {
  readonly header: SegmentHeader | null;
  readonly snapshot: Uint8Array | null;
  readonly entries: readonly JournalEntry[];
  /** Of the last write; null where none came after the snapshot. */
  readonly head: WriteHead | null;
  /** Where the last good frame ends; what lies behind is a torn tail. */
  readonly goodBytes: number;
}

/** `complete`: all of it was synced. `torn`: its last write may have been interrupted by a power cut. */
export type SegmentEnd = 'complete' | 'torn';

/**
 * Reads a segment whose first record has the number `firstSeq`. A bad frame is passed over by looking for the next
 * offset at which a frame with a right checksum and a higher number begins; but in a last write that may be torn,
 * nothing behind a bad frame counts, since it was never synced (D6).
 * @throws {Fault} `journal-version-unknown`
 */
export function scanSegment(
  bytes: Uint8Array,
  firstSeq: number,
  end: SegmentEnd = 'complete',
): ScannedSegment {
  const found = new Found(firstSeq);
  for (let at = segmentHeaderBytes; at < bytes.length; ) {
    const frame = frameAt(bytes, at);
    if (frame === null) found.passOver();
    else found.take(frame);
    at = frame?.end ?? at + 1;
  }
  return { header: decodeSegmentHeader(bytes), ...found.result(end) };
}

/** What the frames of a segment add up to. */
class Found {
  readonly #firstSeq: number;
  readonly #entries: JournalEntry[] = [];
  #snapshot: Uint8Array | null = null;
  #head: WriteHead | null = null;
  #goodBytes = 0;
  /** What was there before the first bad byte of the last write. */
  #beforeBad: { readonly entries: number; readonly goodBytes: number } | null = null;

  constructor(firstSeq: number) {
    this.#firstSeq = firstSeq;
  }

  passOver(): void {
    this.#beforeBad ??= { entries: this.#entries.length, goodBytes: this.#goodBytes };
  }

  take(frame: Frame): void {
    if (this.#isTaken(frame)) this.#goodBytes = frame.end;
  }

  result(end: SegmentEnd): Omit<ScannedSegment, 'header'> {
    const isCut = end === 'torn' && this.#beforeBad !== null;
    const kept = isCut ? this.#beforeBad : null;
    return {
      snapshot: this.#snapshot,
      entries: kept === null ? this.#entries : this.#entries.slice(0, kept.entries),
      head: this.#head,
      goodBytes: kept?.goodBytes ?? this.#goodBytes,
    };
  }

  #isTaken({ type, seq, payload }: Frame): boolean {
    const lastSeq = this.#entries.at(-1)?.seq ?? this.#firstSeq - 1;
    switch (type) {
      case 'snapshot':
        if (seq !== this.#firstSeq - 1 || this.#entries.length > 0) return false;
        this.#snapshot = payload;
        return true;
      case 'record':
        if (seq <= lastSeq) return false;
        this.#entries.push({ seq, bytes: payload });
        return true;
      case 'head':
        return seq >= lastSeq && this.#beginWrite(payload);
    }
  }

  /** A write begins only when the one before is synced: what is bad before it is damage. */
  #beginWrite(payload: Uint8Array): boolean {
    const head = decodeWriteHead(payload);
    if (head === null) return false;
    this.#head = head;
    this.#beforeBad = null;
    return true;
  }
}
