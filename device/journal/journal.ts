import type { JournalId } from '../../protocol/ids.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';
import type { Disk } from '../ports.ts';
import { Archive } from './archive.ts';
import type { JournalOptions, JournalPage, Pruned, ReadLimits } from './entry.ts';
import { journalFull } from './faults.ts';
import { encodeFrame, payloadOf } from './frame.ts';
import { PageBuilder } from './page.ts';
import type { Segment } from './segment.ts';
import { startSegment } from './segment-start.ts';
import { SegmentWriter } from './segment-writer.ts';
import { Tail } from './tail.ts';
import { encodeWriteHead, type WriteHead } from './write-head.ts';
import { type PendingWrite, WriteQueue } from './write-queue.ts';

/** The newest segment is needed to go on; the one before, should the snapshot of the newest get damaged. */
const segmentsKept = 2;

/** What a journal starts from: a first segment to be written, or what recovery found. */
export interface JournalStart {
  readonly journalId: JournalId;
  readonly generation: number;
  readonly segments: readonly Segment[];
  /** Of the last write that was found. */
  readonly head: WriteHead | null;
  readonly nextSeq: number;
  readonly firstWrite: PendingWrite;
}

/**
 * The car's numbered records (D6): appended in memory, made durable by `sync`, read back in order. Whoever shows, sends or
 * acts on a record awaits `sync` first. Where the disk fails, records wait in bounded memory and go with the next sync.
 */
export class Journal {
  readonly journalId: JournalId;
  readonly generation: number;
  readonly #options: JournalOptions;
  readonly #archive: Archive;
  readonly #tail: Tail;
  readonly #writer: SegmentWriter;
  readonly #queue: WriteQueue;
  #nextSeq: number;
  #syncedSeq: number;
  /** The segment that the next record goes to, with what is still queued for it. */
  #segmentFirstSeq: number;
  #segmentBytes: number;
  #isRolling: boolean;
  #mark: Uint8Array;
  /** What the latest head carried. */
  #markWritten: Uint8Array;
  #isMarkWaiting = false;
  #releasedAt: EpochMilliseconds;

  constructor(disk: Disk, start: JournalStart, options: JournalOptions) {
    const { firstWrite } = start;
    const written = start.segments.at(-1);
    const current = firstWrite.kind === 'segment' ? firstWrite.segment : written;
    this.journalId = start.journalId;
    this.generation = start.generation;
    this.#options = options;
    this.#archive = new Archive(disk, start.segments, start.head?.released);
    this.#mark = start.head?.mark ?? new Uint8Array(0);
    this.#markWritten = this.#mark;
    this.#releasedAt = start.head?.released.at ?? epochMilliseconds(0);
    this.#tail = new Tail(options.tailBytes);
    this.#nextSeq = start.nextSeq;
    this.#segmentFirstSeq = current?.file.firstSeq ?? start.nextSeq;
    this.#segmentBytes = current?.bytes ?? 0;
    this.#syncedSeq = this.#segmentFirstSeq - 1;
    this.#isRolling = firstWrite.kind === 'segment';
    this.#writer = new SegmentWriter(disk, written?.name ?? '', written?.bytes ?? 0);
    const head = () => this.#writeHead();
    this.#queue = new WriteQueue(this.#writer, head, (write) => this.#committed(write));
    this.#queue.push(firstWrite);
  }

  /** Number that the next record will get. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Up to here everything is on disk; 0 where nothing is. */
  get syncedSeq(): number {
    return this.#syncedSeq;
  }

  /** Number of the earliest record not yet removed. */
  get firstSeq(): number {
    return this.#archive.firstSeq ?? 1;
  }

  /** Last record that the gateway has receipted; after a restart as the last write told it. */
  get releasedThrough(): number {
    return this.#archive.releasedThrough;
  }

  /** Bytes of records that only memory has. */
  get unsyncedBytes(): number {
    return this.#queue.recordBytes;
  }

  /** Bytes of the newest records, which memory has as well as the disk. */
  get cachedBytes(): number {
    return this.#tail.bytes;
  }

  /** Whether only what a bill needs should still be appended: memory fills while the disk fails, or the disk is full (D6). */
  get isShort(): boolean {
    const { maxUnsyncedBytes, maxBytes } = this.#options;
    return this.unsyncedBytes > maxUnsyncedBytes / 2 || this.#archive.unreleasedBytes > maxBytes;
  }

  /** Whether the segment is full and a snapshot should begin the next one. */
  get wantsRoll(): boolean {
    const isFull = this.#segmentBytes >= this.#options.segmentBytes && this.#nextSeq > this.#segmentFirstSeq;
    return isFull && !this.#isRolling;
  }

  /**
   * Takes a record (the bytes are copied) and gives it its number. Nothing is written before `sync`.
   * @throws {Fault} `journal-full`: the disk has failed for long; no number was used
   * @throws {RangeError} on a record over `maxPayloadBytes`
   */
  append(record: Uint8Array): number {
    const seq = this.#nextSeq;
    const frame = encodeFrame('record', seq, record);
    const { recordBytes } = this.#queue;
    if (recordBytes + frame.length > this.#options.maxUnsyncedBytes) throw journalFull(recordBytes);
    this.#queue.push({ kind: 'record', entry: { seq, bytes: payloadOf(frame) }, frame });
    this.#nextSeq = seq + 1;
    this.#segmentBytes += frame.length;
    return seq;
  }

  /**
   * Resolves when all that was appended before the call is on disk; callers at the same time share a write.
   * @throws {Fault} `storage-fault`; the records are kept and go with the next sync, at the same place in the file
   */
  sync(): Promise<void> {
    return this.#queue.sync();
  }

  /**
   * Begins the next segment with the next sync, when `wantsRoll`.
   * @param snapshot state after all records appended so far; recovery starts from it
   * @throws {RangeError} where no roll is due, or on a snapshot over `maxPayloadBytes`
   */
  roll(snapshot: Uint8Array, now: EpochMilliseconds): void {
    if (!this.wantsRoll) throw new RangeError(`no roll is due at ${this.#segmentBytes} bytes`);
    const { journalId, generation, releasedThrough } = this;
    const header = { journalId, generation, createdAt: now, releasedThrough };
    const start = startSegment(header, this.#nextSeq, snapshot);
    this.#queue.push({ kind: 'segment', ...start });
    this.#isRolling = true;
    this.#segmentFirstSeq = this.#nextSeq;
    this.#segmentBytes = start.bytes.length;
  }

  /**
   * Synced records from `fromSeq` on, in order.
   * @throws {Fault} `storage-fault` where older ones cannot be read from the disk now
   */
  async read(fromSeq: number, limits: ReadLimits): Promise<JournalPage> {
    const throughSeq = this.#syncedSeq;
    const page = new PageBuilder(fromSeq, this.firstSeq, limits);
    while (!page.full && page.nextSeq <= throughSeq) {
      if (this.#tail.has(page.nextSeq)) page.takeFrom(this.#tail.entries, throughSeq);
      else await this.#archive.readInto(page, throughSeq);
    }
    return page.build();
  }

  /**
   * Sets what every write from now on carries beside its records, and `recoverJournal` gives back: a few bytes that the
   * next `sync` makes durable, also without any record.
   */
  mark(mark: Uint8Array): void {
    this.#mark = mark.slice();
    this.#queueMark();
  }

  /** The gateway has all records through this one (D3); a lower number than before takes that back. */
  release(throughSeq: number, now: EpochMilliseconds): void {
    this.#releasedAt = now;
    this.#archive.release(Math.min(throughSeq, this.#syncedSeq), null, now);
  }

  /**
   * Removes what the gateway has had for longer than the retention, and earlier what exceeds the bound (D3, D6).
   * @throws {Fault} `storage-fault`
   */
  prune(now: EpochMilliseconds): Promise<Pruned> {
    return this.#archive.prune(now, segmentsKept, this.#options);
  }

  /** On a full disk: gives up the oldest segment that the gateway has; whether there was one. @throws {Fault} `storage-fault` */
  makeRoom(): Promise<boolean> {
    return this.#archive.makeRoom(segmentsKept);
  }

  #committed(write: PendingWrite): void {
    switch (write.kind) {
      case 'mend':
        for (const entry of write.entries) this.#tail.push(entry);
        this.#syncedSeq = write.entries.at(-1)?.seq ?? this.#syncedSeq;
        return;
      case 'segment':
        this.#archive.add(write.segment);
        this.#isRolling = false;
        return;
      case 'record':
        this.#tail.push(write.entry);
        this.#syncedSeq = write.entry.seq;
        this.#grown();
        return;
      case 'mark':
        this.#grown();
        this.#isMarkWaiting = false;
        if (this.#markWritten !== this.#mark) this.#queueMark();
        return;
      default:
        write satisfies never;
    }
  }

  #queueMark(): void {
    if (!this.#isMarkWaiting) this.#queue.push({ kind: 'mark' });
    this.#isMarkWaiting = true;
  }

  #grown(): void {
    const { syncedBytes } = this.#writer;
    this.#archive.resizeLast(syncedBytes);
    if (!this.#isRolling) this.#segmentBytes = Math.max(this.#segmentBytes, syncedBytes);
  }

  #writeHead(): Uint8Array {
    this.#markWritten = this.#mark;
    const released = { through: this.releasedThrough, at: this.#releasedAt };
    return encodeWriteHead(this.#syncedSeq, { released, mark: this.#mark });
  }
}
