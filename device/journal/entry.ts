import type { Milliseconds } from '../../protocol/units.ts';

/** One record of the journal: opaque bytes under a number that is never given twice (D6). */
export interface JournalEntry {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** Numbers from `from` to `to`, both included. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** How much one read may hand out. A single entry is handed out even where it is longer than `maxBytes`. */
export interface ReadLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** A stretch of the journal in order; `nextSeq` is where to read on. The bytes are shared: not to be changed. */
export interface JournalPage {
  readonly entries: readonly JournalEntry[];
  /** What the disk should hold here but cannot give; becomes a loss notice (D5). */
  readonly damaged: readonly SeqRange[];
  /** What was asked for but had been released and removed before. */
  readonly pruned: SeqRange | null;
  readonly nextSeq: number;
}

/** What pruning did. Under pressure unreleased records alone exceed the bound: no record is removed for it (D6). */
export interface Pruned {
  readonly removedBytes: number;
  readonly keptBytes: number;
  readonly pressure: boolean;
}

/** Bounds of a journal (D13), in bytes where not said otherwise. */
export interface JournalOptions {
  /** A segment that has grown to this wants to be followed by the next. */
  readonly segmentBytes: number;
  /** Appended but not yet synced; past it `append` throws `journal-full`. */
  readonly maxUnsyncedBytes: number;
  /** Synced entries kept in memory, so that a reader who keeps up never touches the disk. */
  readonly tailBytes: number;
  /** On disk; past it released segments go before their retention ends. */
  readonly maxBytes: number;
  /** How long a released segment stays, for a gateway restored from an older backup (D3). */
  readonly retention: Milliseconds;
}
