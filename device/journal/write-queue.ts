import { concat } from '../../protocol/codec/bytes.ts';
import type { JournalEntry } from './entry.ts';
import { onDisk } from './faults.ts';
import type { SegmentStart } from './segment-start.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { SharedRun } from './shared-run.ts';

export interface RecordWrite {
  readonly kind: 'record';
  readonly entry: JournalEntry;
  readonly frame: Uint8Array;
}

/** What is still to be done to the disk, in order. `mend` comes first after recovery, before any append (D6). */
export type PendingWrite =
  | {
      readonly kind: 'mend';
      /** Length of the file, torn tail included. */
      readonly fileBytes: number;
      /** Files of segments whose beginning was torn, so that they hold nothing. */
      readonly emptyFiles: readonly string[];
      /** What the segment holds: durable once it is mended. */
      readonly entries: readonly JournalEntry[];
    }
  | ({ readonly kind: 'segment' } & SegmentStart)
  /** Nothing but the head of a write. */
  | { readonly kind: 'mark' }
  | RecordWrite;

/** Writes not yet on disk. They leave when they are durable, so that a failed write is repeated with the next sync. */
export class WriteQueue {
  readonly #writer: SegmentWriter;
  readonly #head: () => Uint8Array;
  readonly #committed: (write: PendingWrite) => void;
  readonly #flushes = new SharedRun(() => this.#flush());
  readonly #pending: PendingWrite[] = [];
  #recordBytes = 0;

  /**
   * @param head what a write to the segment begins with now
   * @param committed called for each write, in order, when it is durable
   */
  constructor(writer: SegmentWriter, head: () => Uint8Array, committed: (write: PendingWrite) => void) {
    this.#writer = writer;
    this.#head = head;
    this.#committed = committed;
  }

  /** Bytes of the records that wait. */
  get recordBytes(): number {
    return this.#recordBytes;
  }

  push(write: PendingWrite): void {
    this.#pending.push(write);
    if (write.kind === 'record') this.#recordBytes += write.frame.length;
  }

  /** @throws {Fault} `storage-fault`; all that was not made durable stays in the queue. */
  async sync(): Promise<void> {
    if (this.#pending.length > 0) await this.#flushes.request();
  }

  async #flush(): Promise<void> {
    for (let left = this.#pending.length; left > 0; ) {
      const written = await onDisk('write the journal', () => this.#writeSome(left));
      for (const write of this.#pending.splice(0, written)) this.#leave(write);
      left -= written;
    }
  }

  /** Writes the first ones, at most so many; gives how many that were. */
  async #writeSome(most: number): Promise<number> {
    const [first] = this.#pending;
    switch (first?.kind) {
      case undefined:
        return 0;
      case 'mend':
        await this.#writer.mend(first.fileBytes, first.emptyFiles);
        return 1;
      case 'segment':
        await this.#writer.begin(first.segment.name, first.bytes);
        return 1;
      case 'record':
      case 'mark':
        return this.#append(this.#pending.slice(0, most));
    }
  }

  /** Writes those to come that go into the same segment, as one. */
  async #append(writes: readonly PendingWrite[]): Promise<number> {
    const end = writes.findIndex(({ kind }) => kind !== 'record' && kind !== 'mark');
    const together = end === -1 ? writes : writes.slice(0, end);
    const frames = together.flatMap((write) => (write.kind === 'record' ? [write.frame] : []));
    await this.#writer.append(concat(this.#head(), ...frames));
    return together.length;
  }

  #leave(write: PendingWrite): void {
    if (write.kind === 'record') this.#recordBytes -= write.frame.length;
    this.#committed(write);
  }
}
