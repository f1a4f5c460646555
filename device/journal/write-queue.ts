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
  | RecordWrite;

/** Writes not yet on disk. They leave when they are durable, so that a failed write is repeated with the next sync. */
export class WriteQueue {
  readonly #writer: SegmentWriter;
  readonly #committed: (write: PendingWrite) => void;
  readonly #flushes = new SharedRun(() => this.#flush());
  readonly #pending: PendingWrite[] = [];
  #recordBytes = 0;

  /** @param committed called for each write, in order, when it is durable */
  constructor(writer: SegmentWriter, committed: (write: PendingWrite) => void) {
    this.#writer = writer;
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
      const records = this.#recordsAhead(left);
      const [first] = this.#pending;
      await onDisk('write the journal', async () => {
        if (records.length > 0) await this.#writer.append(joined(records));
        else if (first !== undefined) await this.#writeOne(first);
      });
      const written = Math.max(1, records.length);
      for (const write of this.#pending.splice(0, written)) this.#leave(write);
      left -= written;
    }
  }

  #recordsAhead(most: number): readonly RecordWrite[] {
    const records: RecordWrite[] = [];
    for (const write of this.#pending) {
      if (write.kind !== 'record' || records.length === most) break;
      records.push(write);
    }
    return records;
  }

  #writeOne(write: PendingWrite): Promise<void> {
    switch (write.kind) {
      case 'mend':
        return this.#writer.mend(write.fileBytes, write.emptyFiles);
      case 'segment':
        return this.#writer.begin(write.segment.name, write.bytes);
      case 'record':
        return this.#writer.append(write.frame);
      default:
        return write satisfies never;
    }
  }

  #leave(write: PendingWrite): void {
    if (write.kind === 'record') this.#recordBytes -= write.frame.length;
    this.#committed(write);
  }
}

function joined(records: readonly RecordWrite[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, { frame }) => sum + frame.length, 0));
  let at = 0;
  for (const { frame } of records) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}
