import type { JournalEntry } from './entry.ts';
import { type Frame, frameAt } from './frame.ts';
import { decodeSegmentHeader, type SegmentHeader, segmentHeaderBytes } from './segment-header.ts';

/** What the bytes of one segment are good for. Entries are in order, with holes where frames are damaged. */
export interface ScannedSegment {
  readonly header: SegmentHeader | null;
  readonly snapshot: Uint8Array | null;
  readonly entries: readonly JournalEntry[];
  /** Where the last good frame ends; what lies behind is a torn tail. */
  readonly goodBytes: number;
}

/**
 * Reads a segment whose first record has the number `firstSeq`. A bad frame is passed over by looking for the next
 * offset at which a frame with a right checksum and a higher number begins (D6).
 * @throws {Fault} `journal-version-unknown`
 */
export function scanSegment(bytes: Uint8Array, firstSeq: number): ScannedSegment {
  const entries: JournalEntry[] = [];
  let snapshot: Uint8Array | null = null;
  let goodBytes = 0;
  for (const frame of framesOf(bytes)) {
    const lastSeq = entries.at(-1)?.seq ?? firstSeq - 1;
    if (frame.type === 'snapshot' && frame.seq === firstSeq - 1 && entries.length === 0)
      snapshot = frame.payload;
    else if (frame.type === 'record' && frame.seq > lastSeq)
      entries.push({ seq: frame.seq, bytes: frame.payload });
    else continue;
    goodBytes = frame.end;
  }
  return { header: decodeSegmentHeader(bytes), snapshot, entries, goodBytes };
}

function* framesOf(bytes: Uint8Array): Generator<Frame> {
  for (let at = segmentHeaderBytes; at < bytes.length; ) {
    const frame = frameAt(bytes, at);
    if (frame !== null) yield frame;
    at = frame?.end ?? at + 1;
  }
}
