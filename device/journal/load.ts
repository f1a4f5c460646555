import type { Disk } from '../ports.ts';
import { onDisk } from './faults.ts';
import { readSegment } from './read-segment.ts';
import { type ScannedSegment, type SegmentEnd, scanSegment } from './scan.ts';
import type { Segment } from './segment.ts';
import { type SegmentFile, segmentFileName } from './segment-file.ts';
import { decodeSegmentHeader, type SegmentHeader, segmentHeaderBytes } from './segment-header.ts';

/** A segment whose frames have been read and checked. */
export interface LoadedSegment extends ScannedSegment {
  readonly file: SegmentFile;
  readonly name: string;
  /** Length of the file, torn tail included. */
  readonly fileBytes: number;
}

/** @throws {Fault} `storage-fault`, `journal-version-unknown` */
export async function loadSegment(disk: Disk, file: SegmentFile, end: SegmentEnd): Promise<LoadedSegment> {
  const name = segmentFileName(file);
  const bytes = await readSegment(disk, name, await onDisk(`read ${name}`, () => disk.size(name)));
  return { ...scanSegment(bytes, file.firstSeq, end), file, name, fileBytes: bytes.length };
}

/**
 * Segments as their files and headers describe them; frames are not looked at.
 * @throws {Fault} `storage-fault`, `journal-version-unknown`
 */
export async function describeSegments(disk: Disk, files: readonly SegmentFile[]): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const file of files) segments.push(await describeSegment(disk, file));
  return segments;
}

async function describeSegment(disk: Disk, file: SegmentFile): Promise<Segment> {
  const name = segmentFileName(file);
  const bytes = await onDisk(`read ${name}`, () => disk.size(name));
  return { file, name, bytes, header: headerOf(file, await headBytes(disk, name)), releasedAt: null };
}

/** What lies on a bad spot is as good as damaged: it must not hide the records behind it (D6). */
async function headBytes(disk: Disk, name: string): Promise<Uint8Array> {
  try {
    return await disk.read(name, 0, segmentHeaderBytes);
  } catch {
    return new Uint8Array(segmentHeaderBytes);
  }
}

/** The header, unless it is damaged or belongs to another file. */
function headerOf(file: SegmentFile, head: Uint8Array): SegmentHeader | null {
  const header = decodeSegmentHeader(head);
  return header?.journalId === file.journalId && header.generation === file.generation ? header : null;
}
