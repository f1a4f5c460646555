import { type JournalId, journalId } from '../../protocol/ids.ts';

/** Which part of which journal a file holds. Generations count the journals of a car, from 1. */
export interface SegmentFile {
  readonly generation: number;
  readonly journalId: JournalId;
  /** Number of the first record in the file. */
  readonly firstSeq: number;
}

const pattern = /^(\d{4,10})-([0-9a-f]{16})-(\d{12})\.log$/;

/** `0003-<journal id>-000000000042.log`: sorts by generation, then seq. */
export function segmentFileName({ generation, journalId: id, firstSeq }: SegmentFile): string {
  return `${String(generation).padStart(4, '0')}-${id}-${String(firstSeq).padStart(12, '0')}.log`;
}

/** What a file name says, or null where the file is no segment. */
export function parseSegmentFileName(name: string): SegmentFile | null {
  const [, generation, id, firstSeq] = pattern.exec(name) ?? [];
  if (generation === undefined || id === undefined || firstSeq === undefined) return null;
  return { generation: Number(generation), journalId: journalId(id), firstSeq: Number(firstSeq) };
}

/** Order of writing. */
export const bySegment = (left: SegmentFile, right: SegmentFile): number =>
  left.generation - right.generation || left.firstSeq - right.firstSeq;
