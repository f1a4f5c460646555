import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { JournalOptions } from './entry.ts';
import type { Segment } from './segment.ts';

/** Space that segments take on disk. */
export const bytesOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { bytes }) => sum + bytes, 0);

/** Until when released segments stay. */
export interface Keeping extends Pick<JournalOptions, 'retention' | 'maxBytes'> {
  readonly now: EpochMilliseconds;
}

/**
 * Which of the segments may go, oldest first: those that the gateway has for longer than the retention (D3), and released
 * ones as long as there are more than `maxBytes` on disk. Never one that holds an unreleased record (D6).
 * @param keepNewest how many of the newest stay in any case
 * @param keeping null where all released ones may go
 */
export function prunable(
  segments: readonly Segment[],
  keepNewest: number,
  keeping: Keeping | null,
): readonly Segment[] {
  const chosen: Segment[] = [];
  let left = bytesOf(segments);
  for (const segment of segments.slice(0, Math.max(0, segments.length - keepNewest))) {
    if (segment.releasedAt === null) break;
    if (keeping !== null && isKept(segment.releasedAt, left, keeping)) break;
    chosen.push(segment);
    left -= segment.bytes;
  }
  return chosen;
}

const isKept = (
  releasedAt: EpochMilliseconds,
  bytes: number,
  { now, retention, maxBytes }: Keeping,
): boolean => now - releasedAt < retention && bytes <= maxBytes;

/**
 * Segments after a receipt through a record; a lower one than before takes releases back (D3: a gateway restored from a
 * backup).
 * @param lastSeq the last number of the last segment, or null where that is still being written
 */
export function released(
  segments: readonly Segment[],
  lastSeq: number | null,
  throughSeq: number,
  now: EpochMilliseconds,
): Segment[] {
  return segments.map((segment, index) => {
    const next = segments[index + 1];
    const last = next === undefined ? lastSeq : next.file.firstSeq - 1;
    const isReleased = last !== null && last <= throughSeq;
    return { ...segment, releasedAt: isReleased ? (segment.releasedAt ?? now) : null };
  });
}
