import { maxReceiptRanges, type Receipt } from '../../protocol/messages/receipt.ts';
import type { SeqRange } from '../../protocol/messages/seq-ranges.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { JournalRow } from '../storage/journals.ts';
import type { Storage } from '../storage/storage.ts';
import type { Doubts } from './doubts.ts';
import type { JournalAside } from './journal-aside.ts';
import { gapsBetween, runsOf } from './seq-gaps.ts';

/** How many stored records behind a gap a receipt looks at; what is missing beyond them is asked for later. */
export const furthestLook = 2000;

/** What a receipt tells of. */
export interface Receipted {
  readonly progress: JournalRow;
  readonly aside: JournalAside;
}

/** What the database holds of a journal, for its car (D3, clause 4.2). */
export function receiptFor(
  storage: Storage,
  { progress, aside }: Receipted,
  unreadable: readonly Uint8Array[],
  gatewayTime: EpochMilliseconds,
): Receipt {
  const { journal, through, link } = progress;
  const rejected = runsOf(aside.unsettled(furthestLook), maxReceiptRanges);
  const missing = missingIn(storage, progress, aside.doubts);
  return {
    journal,
    through,
    link,
    ...(rejected.length > 0 && { rejected }),
    ...(missing.length > 0 && { missing }),
    ...(unreadable.length > 0 && { unreadable: unreadable.slice(0, maxReceiptRanges) }),
    gatewayTime,
  };
}

/** Of a journal that the car no longer writes nothing is asked for (D5). */
function missingIn(storage: Storage, progress: JournalRow, doubts: Doubts): SeqRange[] {
  const { car, journal, through, highest, superseded } = progress;
  if (through === highest || superseded === 1) return [];
  const next = through + 1;
  const pages = [
    storage.records.seqsFrom(car, journal, next, furthestLook),
    storage.setAside.rejectedFrom(car, journal, next, furthestLook),
    storage.setAside.quarantinedFrom(car, journal, next, furthestLook),
  ];
  const horizon = Math.min(highest, ...pages.map(lastOfFullPage));
  const lost = storage.losses
    .endingFrom(car, journal, next, furthestLook)
    .map(({ fromSeq, toSeq }) => ({ from: fromSeq, to: toSeq }));
  const seqs = pages.flat().filter((seq) => !doubts.has(seq));
  const covered = [...seqs.map((seq) => ({ from: seq, to: seq })), ...lost];
  const seen = covered.filter(({ from }) => from <= horizon);
  return gapsBetween(through, [...seen, ...endOf(doubts, horizon)], maxReceiptRanges);
}

/** Behind the last place of doubt nothing may have come yet that shows it as a gap. */
function endOf(doubts: Doubts, horizon: number): SeqRange[] {
  const last = doubts.last();
  return last === null || last > horizon ? [] : [{ from: last + 1, to: last + 1 }];
}

/** What lies beyond a page that is full was not looked at, so nothing can be said to be missing there. */
const lastOfFullPage = (page: readonly number[]): number =>
  page.length < furthestLook ? Number.POSITIVE_INFINITY : (page.at(-1) ?? 0);
