import type { Receipt } from '../../protocol/messages/receipt.ts';
import type { SeqRange } from '../../protocol/messages/seq-ranges.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';

/** Batches that may be on their way at once, so that one slow receipt does not stop the line and none is forgotten. */
export const windowBatches = 4;
/** Records that may be sent beyond the last receipt: an outside broker acknowledges whatever becomes of them (D3). */
export const windowRecords = 1_000;
/** What has no receipt after so long is sent again; while receipts stay out, after twice as long each time (D3, D13). */
const overdue = { least: 60_000, most: 3_600_000 };
/** A gap that is told of again so soon may be told by receipts that were under way. */
const repeatMilliseconds = 10_000;

/** How far one journal has been delivered. */
export interface Delivery {
  /** Next to be sent. */
  readonly cursor: number;
  /** The gateway's receipt covers everything up to here. */
  readonly receipted: number;
  readonly inFlight: readonly SeqRange[];
  /** When the earliest record without a receipt was sent; null where all sent ones have theirs. */
  readonly waitingSince: Milliseconds | null;
  /** Up to here records are sent one a message: the gateway could not read a batch that they were in. */
  readonly singlyThrough: number;
  /** Urgent ones that went before their turn, behind a gap that is no loss. */
  readonly ahead: readonly SeqRange[];
  /** How often in a row receipts stayed out. */
  readonly silences: number;
  /** The gap that was last sent again on the gateway's word. */
  readonly repeated: { readonly from: number; readonly at: Milliseconds } | null;
}

/** Takes a journal up where its last receipt stands. */
export const resumed = (receipted: number): Delivery => ({
  cursor: receipted + 1,
  receipted,
  inFlight: [],
  waitingSince: null,
  singlyThrough: 0,
  ahead: [],
  silences: 0,
  repeated: null,
});

/** How many records the next batch may hold; 0 where nothing is to be sent now. */
export function mayRead(delivery: Delivery, syncedSeq: number, most: number): number {
  const { inFlight, cursor, receipted, silences, singlyThrough } = delivery;
  if (inFlight.length >= windowBatches || cursor > syncedSeq) return 0;
  const unreceipted = cursor - receipted - 1;
  if (unreceipted >= (silences === 0 ? windowRecords : 1)) return 0;
  return cursor <= singlyThrough ? 1 : most;
}

/** A batch, or a loss notice over the same range, is on its way. */
export const sent = (delivery: Delivery, range: SeqRange, now: Milliseconds): Delivery => ({
  ...delivery,
  cursor: Math.max(delivery.cursor, range.to + 1),
  inFlight: [...delivery.inFlight, range],
  waitingSince: delivery.waitingSince ?? now,
});

/** Urgent records are on their way before their turn: they go again in their turn. */
export const sentAhead = (delivery: Delivery, range: SeqRange): Delivery => ({
  ...delivery,
  ahead: [...delivery.ahead, range],
});

/** What was read, up to `nextSeq`, is under way, or was not there to be sent. */
export const skipped = (delivery: Delivery, nextSeq: number): Delivery => ({
  ...delivery,
  cursor: Math.max(delivery.cursor, nextSeq),
});

/** The broker has it; that alone frees nothing (D3). */
export const published = (delivery: Delivery, range: SeqRange): Delivery => ({
  ...delivery,
  inFlight: delivery.inFlight.filter(({ from, to }) => from !== range.from || to !== range.to),
});

/** What a receipt changes. `setAside`: ranges that the gateway rejected, told of for the first time. */
export interface ReceiptStep {
  readonly delivery: Delivery;
  readonly setAside: readonly SeqRange[];
}

/** Takes a receipt for this journal: frees, goes back to what is missing, or rewinds where it is lower (D3, D5). */
export function receiptArrived(delivery: Delivery, receipt: Receipt, now: Milliseconds): ReceiptStep {
  const { through } = receipt;
  const isRewound = through < delivery.receipted;
  const gapFrom = lostFrom(delivery, receipt, now);
  const cursor = isRewound ? through + 1 : (gapFrom ?? Math.max(delivery.cursor, through + 1));
  const isAllReceipted = cursor === through + 1 && !isRewound;
  return {
    delivery: {
      ...delivery,
      cursor,
      receipted: through,
      waitingSince: isAllReceipted ? null : now,
      ahead: delivery.ahead.filter(({ to }) => to > through),
      silences: 0,
      repeated: gapFrom === null ? delivery.repeated : { from: gapFrom, at: now },
    },
    setAside: (receipt.rejected ?? []).filter(({ from }) => from > delivery.receipted),
  };
}

/**
 * Takes what a broker has as delivered, in a journal of which the gateway has other records under the same numbers: there no
 * receipt can say which of this car's it has, and they go behind what receipts told before (D4, D6).
 */
export function settledByBroker(delivery: Delivery): Delivery {
  const { cursor, inFlight, receipted } = delivery;
  const through = Math.max(receipted, Math.min(cursor, ...inFlight.map(({ from }) => from)) - 1);
  const waitingSince = through + 1 === cursor ? null : delivery.waitingSince;
  return { ...delivery, receipted: through, waitingSince, silences: 0 };
}

/** Where the first gap begins that was sent and is lost: what lies behind it came in its turn, not before. */
function lostFrom(
  { cursor, ahead, repeated }: Delivery,
  { missing }: Receipt,
  now: Milliseconds,
): number | null {
  const wentAhead = (seq: number) => ahead.some(({ from, to }) => from <= seq && seq <= to);
  const lost = (missing ?? []).find(({ from, to }) => from < cursor && !wentAhead(to + 1));
  if (lost === undefined) return null;
  const isTold = repeated?.from === lost.from && now - repeated.at < repeatMilliseconds;
  return isTold ? null : lost.from;
}

/** Begins again after the last receipt, as on a new connection. */
export const rewound = (delivery: Delivery): Delivery => ({
  ...resumed(delivery.receipted),
  singlyThrough: delivery.singlyThrough,
  silences: delivery.silences,
});

/** Begins again since receipts stay out: with one batch at a time, until one comes. */
export const rewoundInSilence = (delivery: Delivery): Delivery => ({
  ...rewound(delivery),
  silences: delivery.silences + 1,
});

export const isOverdue = ({ waitingSince, silences }: Delivery, now: Milliseconds): boolean =>
  waitingSince !== null && now - waitingSince >= overdueAfter(silences);

/** How long a receipt may stay out, after so many that did. */
export const overdueAfter = (silences: number): Milliseconds =>
  milliseconds(Math.min(overdue.most, overdue.least * 2 ** Math.min(silences, 10)));

/** The gateway could not read the envelope of a batch: the same records go again, one a message (D4). */
export const unreadable = (delivery: Delivery, range: SeqRange): Delivery => ({
  ...delivery,
  cursor: Math.min(delivery.cursor, range.from),
  singlyThrough: Math.max(delivery.singlyThrough, range.to),
});
