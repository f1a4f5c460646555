import { concat } from '../../protocol/codec/bytes.ts';
import { encodeFrame } from './frame.ts';
import type { Segment } from './segment.ts';
import { segmentFileName } from './segment-file.ts';
import { encodeSegmentHeader, type SegmentHeader } from './segment-header.ts';

/** A segment that is still to be written, and the bytes that it begins with: header and snapshot. */
export interface SegmentStart {
  readonly segment: Segment & { readonly header: SegmentHeader };
  readonly bytes: Uint8Array;
}

/**
 * @param firstSeq number of the first record to come; the snapshot holds the state after the one before
 * @throws {RangeError} on a snapshot over `maxPayloadBytes`
 */
export function startSegment(header: SegmentHeader, firstSeq: number, snapshot: Uint8Array): SegmentStart {
  const { journalId, generation } = header;
  const file = { journalId, generation, firstSeq };
  const bytes = concat(encodeSegmentHeader(header), encodeFrame('snapshot', firstSeq - 1, snapshot));
  return {
    segment: { file, name: segmentFileName(file), header, bytes: bytes.length, releasedAt: null },
    bytes,
  };
}
