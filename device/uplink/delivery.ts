import type { Receipt } from '../../protocol/messages/receipt.ts';
import type { SeqRange } from '../../protocol/messages/seq-ranges.ts';
import type { Milliseconds } from '../../protocol/units.ts';

/** Batches that may be on their way at once, so that one slow receipt does not stop the line and none is forgotten. */
export const windowBatches = 4;
/** What has no receipt after so long is sent again (D3). */
export const receiptOverdueMilliseconds = 60_000;

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
}

/** Takes a journal up where its last receipt stands. */
export const resumed = (receipted: number): Delivery => ({
  cursor: receipted + 1,
  receipted,
  inFlight: [],
  waitingSince: null,
  singlyThrough: 0,
});

/** How many records the next batch may hold; 0 where nothing is to be sent now. */
export function mayRead(delivery: Delivery, syncedSeq: number, most: number): number {
  if (delivery.inFlight.length >= windowBatches || delivery.cursor > syncedSeq) return 0;
  return delivery.cursor <= delivery.singlyThrough ? 1 : most;
}

/** A batch, or a loss notice over the same range, is on its way. */
export const sent = (delivery: Delivery, range: SeqRange, now: Milliseconds): Delivery => ({
  ...delivery,
  cursor: Math.max(delivery.cursor, range.to + 1),
  inFlight: [...delivery.inFlight, range],
  waitingSince: delivery.waitingSince ?? now,
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
  const firstMissing = receipt.missing?.[0]?.from;
  const isRewound = through < delivery.receipted;
  const cursor = isRewound ? through + 1 : (firstMissing ?? Math.max(delivery.cursor, through + 1));
  const isAllReceipted = cursor === through + 1 && !isRewound;
  return {
    delivery: {
      ...delivery,
      cursor,
      receipted: through,
      waitingSince: isAllReceipted ? null : now,
    },
    setAside: (receipt.rejected ?? []).filter(({ from }) => from > delivery.receipted),
  };
}

/** Begins again after the last receipt, as on a new connection or when receipts stay out. */
export const rewound = (delivery: Delivery): Delivery => ({
  ...resumed(delivery.receipted),
  singlyThrough: delivery.singlyThrough,
});

export const isOverdue = ({ waitingSince }: Delivery, now: Milliseconds): boolean =>
  waitingSince !== null && now - waitingSince >= receiptOverdueMilliseconds;

/** The gateway could not read the envelope of a batch: the same records go again, one a message (D4). */
export const unreadable = (delivery: Delivery, range: SeqRange): Delivery => ({
  ...delivery,
  cursor: Math.min(delivery.cursor, range.from),
  singlyThrough: Math.max(delivery.singlyThrough, range.to),
});
