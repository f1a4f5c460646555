import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { SegmentFile } from './segment-file.ts';
import type { SegmentHeader } from './segment-header.ts';

/** One segment on disk, as the journal knows it. */
export interface Segment {
  readonly file: SegmentFile;
  readonly name: string;
  /** Null where the header on disk is damaged. */
  readonly header: SegmentHeader | null;
  /** Length of what is synced. */
  readonly bytes: number;
  /** Since when the gateway has all of its records; null while it has not. */
  readonly releasedAt: EpochMilliseconds | null;
}
