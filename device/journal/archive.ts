import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Disk } from '../ports.ts';
import type { JournalEntry, JournalOptions, Pruned } from './entry.ts';
import { onDisk } from './faults.ts';
import type { PageBuilder } from './page.ts';
import { readSegment } from './read-segment.ts';
import { bytesOf, prunable, released } from './retention.ts';
import { scanSegment } from './scan.ts';
import type { Segment } from './segment.ts';
import type { SegmentStart } from './segment-start.ts';
import type { Released } from './write-head.ts';

/** A segment that the disk refused so often, while it gave others, is on a bad spot as a whole. */
const mostRefusals = 10;

interface ReadSegment {
  readonly name: string;
  readonly bytes: number;
  readonly entries: readonly JournalEntry[];
}

/** The segments of one journal on disk: reading them, and removing those that are no longer needed. */
export class Archive {
  readonly #disk: Disk;
  #segments: Segment[];
  #releasedThrough = 0;
  /** Reading goes in order, so the segment read last is the one to keep in memory. */
  #loaded: ReadSegment | null = null;
  /** How often a segment could not be read, while another could. */
  readonly #refusals = new Map<string, number>();

  /**
   * @param segments in order
   * @param released what the last write says, where that is later than the last segment's header
   */
  constructor(disk: Disk, segments: readonly Segment[], released: Released | null = null) {
    this.#disk = disk;
    this.#segments = [...segments];
    for (const { header } of segments)
      if (header !== null) this.release(header.releasedThrough, null, header.createdAt);
    if (released !== null) this.release(released.through, null, released.at);
  }

  /** Number of the first record that is still on disk; null where no segment is. */
  get firstSeq(): number | null {
    return this.#segments[0]?.file.firstSeq ?? null;
  }

  get releasedThrough(): number {
    return this.#releasedThrough;
  }

  /** What pruning must leave: of these the gateway does not have everything. */
  get unreleasedBytes(): number {
    return bytesOf(this.#segments.filter(({ releasedAt }) => releasedAt === null));
  }

  get bytes(): number {
    return bytesOf(this.#segments);
  }

  /** A new segment is on disk; those before it are complete. */
  add(segment: SegmentStart['segment']): void {
    this.#segments.push(segment);
    this.release(this.#releasedThrough, null, segment.header.createdAt);
  }

  /** The last segment now has this many synced bytes. */
  resizeLast(bytes: number): void {
    const last = this.#segments.pop();
    if (last !== undefined) this.#segments.push({ ...last, bytes });
  }

  /** @param lastSeq of the last segment, or null while it is being written */
  release(throughSeq: number, lastSeq: number | null, now: EpochMilliseconds): void {
    this.#releasedThrough = throughSeq;
    this.#segments = released(this.#segments, lastSeq, throughSeq, now);
  }

  /**
   * Adds to the page what the segment with its next number holds, up to `throughSeq`.
   * @throws {Fault} `storage-fault`
   */
  async readInto(page: PageBuilder, throughSeq: number): Promise<void> {
    const index = this.#segments.findLastIndex(({ file }) => file.firstSeq <= page.nextSeq);
    const segment = this.#segments[index];
    const next = this.#segments[index + 1];
    const end = next === undefined ? throughSeq : Math.min(throughSeq, next.file.firstSeq - 1);
    page.takeFrom(segment === undefined ? [] : await this.#load(segment), end);
  }

  /** @throws {Fault} `storage-fault`: what could not be removed is tried again with the next call. */
  async prune(
    now: EpochMilliseconds,
    keepNewest: number,
    limits: Pick<JournalOptions, 'retention' | 'maxBytes'>,
  ): Promise<Pruned> {
    const chosen = prunable(this.#segments, keepNewest, { ...limits, now });
    for (const segment of chosen) await this.#remove(segment);
    const keptBytes = this.bytes;
    return { removedBytes: bytesOf(chosen), keptBytes, pressure: keptBytes > limits.maxBytes };
  }

  /**
   * On a full disk: removes the oldest segment if the gateway has it, whatever its age. Whether it did.
   * @throws {Fault} `storage-fault`
   */
  async makeRoom(keepNewest: number): Promise<boolean> {
    const [oldest] = prunable(this.#segments, keepNewest, null);
    if (oldest !== undefined) await this.#remove(oldest);
    return oldest !== undefined;
  }

  async #remove({ name }: Segment): Promise<void> {
    await onDisk(`remove ${name}`, () => this.#disk.remove(name));
    this.#segments = this.#segments.filter((segment) => segment.name !== name);
  }

  async #load({ name, bytes, file }: Segment): Promise<readonly JournalEntry[]> {
    if (this.#loaded?.name === name && this.#loaded.bytes === bytes) return this.#loaded.entries;
    const content = await this.#read(name, bytes);
    const { entries } = scanSegment(content, file.firstSeq);
    this.#loaded = { name, bytes, entries };
    return entries;
  }

  async #read(name: string, bytes: number): Promise<Uint8Array> {
    try {
      const content = await readSegment(this.#disk, name, bytes);
      this.#refusals.delete(name);
      return content;
    } catch (thrown) {
      if (!(await this.#isLost(name))) throw thrown;
      return new Uint8Array(bytes);
    }
  }

  /** What follows is not to wait for ever (D13). A disk that gives nothing at all may come back. */
  async #isLost(name: string): Promise<boolean> {
    const other = this.#segments.find((segment) => segment.name !== name);
    if (other === undefined) return false;
    try {
      await this.#disk.read(other.name, 0, 1);
    } catch {
      return false;
    }
    const refusals = (this.#refusals.get(name) ?? 0) + 1;
    this.#refusals.set(name, refusals);
    return refusals >= mostRefusals;
  }
}
