import { toHex } from '../../protocol/codec/bytes.ts';
import { messageOf } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { encodeBatch, maxBatchBytes } from '../../protocol/messages/batch.ts';
import { encodeLossNotice, type LossNotice } from '../../protocol/messages/loss-notice.ts';
import type { Receipt } from '../../protocol/messages/receipt.ts';
import type { SeqRange } from '../../protocol/messages/seq-ranges.ts';
import type { Clock, Log } from '../../protocol/runtime.ts';
import { encodeSigned, type Sign } from '../../protocol/token/signed.ts';
import { topicOf } from '../../protocol/topics.ts';
import type { DeliverableJournal } from './deliverable.ts';
import {
  type Delivery,
  isOverdue,
  mayRead,
  published,
  receiptArrived,
  resumed,
  rewound,
  sent,
  skipped,
  unreadable,
} from './delivery.ts';
import { consecutive } from './runs.ts';

/** Records of one batch; with the envelope they stay under `maxBatchBytes`. */
const batchLimits = { maxRecords: 50, maxBytes: maxBatchBytes - 4_096 };
const maxRemembered = 64;

export interface CourierOptions {
  readonly car: CarId;
  readonly clock: Clock;
  readonly log: Log;
  readonly sign: Sign;
  /** SHA-256. */
  readonly digest: (bytes: Uint8Array) => Uint8Array;
  /** Resolves with whether the broker has it; never rejects. */
  readonly publish: (name: 'records' | 'losses', payload: Uint8Array) => Promise<boolean>;
  /** The broker has taken a message, so that another may go. */
  readonly onRoom: () => void;
  readonly onSetAside: (journal: JournalId, range: SeqRange) => void;
  /** The gateway has records of the current journal that the car has not: its tail is lost (D6). */
  readonly onTailLost: (journal: JournalId, through: number) => void;
}

interface Consignment {
  readonly journal: DeliverableJournal;
  /** The journal that is being written. */
  readonly isCurrent: boolean;
  delivery: Delivery;
}

/** Sends journals, oldest first and each in order, until receipts cover all of them (D3). */
export class Courier {
  readonly #options: CourierOptions;
  readonly #consignments: readonly Consignment[];
  /** By digest, the batches that the gateway may call unreadable. */
  readonly #batches = new Map<string, { readonly to: Consignment; readonly range: SeqRange }>();

  /** @param journals the one being written comes last */
  constructor(journals: readonly DeliverableJournal[], options: CourierOptions) {
    this.#options = options;
    this.#consignments = journals.map((journal, at) => ({
      journal,
      isCurrent: at === journals.length - 1,
      delivery: resumed(journal.releasedThrough),
    }));
  }

  /** Whether every record that is on disk has its receipt. */
  get isDelivered(): boolean {
    return this.#consignments.every(isReceipted);
  }

  /** Begins again after the last receipts, as a new session needs. */
  rewind(): void {
    for (const consignment of this.#consignments) consignment.delivery = rewound(consignment.delivery);
  }

  /** Begins again where receipts stay out for too long. */
  rewindOverdue(): void {
    const now = this.#options.clock.elapsed();
    for (const consignment of this.#consignments)
      if (isOverdue(consignment.delivery, now)) consignment.delivery = rewound(consignment.delivery);
  }

  /** Sends what may be sent now; later journals wait for the receipts of earlier ones, but not for their disk. */
  async send(): Promise<void> {
    for (const consignment of this.#consignments) {
      try {
        await this.#sendFrom(consignment);
        if (!isReceipted(consignment)) return;
      } catch (thrown) {
        const { journalId: journal } = consignment.journal;
        this.#options.log.error({ journal, reason: messageOf(thrown) }, 'records cannot be read for sending');
      }
    }
  }

  /** Takes a receipt of whichever journal. */
  receipt(receipt: Receipt): void {
    const consignment = this.#consignments.find(({ journal }) => journal.journalId === receipt.journal);
    if (consignment === undefined) return;
    const { journal, isCurrent } = consignment;
    if (receipt.through > journal.lastSeq() && isCurrent) {
      this.#options.onTailLost(receipt.journal, receipt.through);
      return;
    }
    const through = Math.min(receipt.through, journal.lastSeq());
    const now = this.#options.clock.elapsed();
    const { delivery, setAside } = receiptArrived(consignment.delivery, { ...receipt, through }, now);
    consignment.delivery = delivery;
    journal.release(through);
    for (const range of setAside) this.#options.onSetAside(receipt.journal, range);
    for (const digest of receipt.unreadable ?? []) this.#unreadable(digest);
  }

  async #sendFrom(consignment: Consignment): Promise<void> {
    const { journal } = consignment;
    for (;;) {
      const { cursor } = consignment.delivery;
      const most = mayRead(consignment.delivery, journal.lastSeq(), batchLimits.maxRecords);
      if (most === 0) return;
      await this.#sendPage(consignment, most);
      if (consignment.delivery.cursor <= cursor) return;
    }
  }

  async #sendPage(consignment: Consignment, maxRecords: number): Promise<void> {
    const { cursor } = consignment.delivery;
    const page = await consignment.journal.read(cursor, { ...batchLimits, maxRecords });
    if (consignment.delivery.cursor !== cursor) return;
    if (page.pruned !== null) this.#sendLoss(consignment, page.pruned, 'no-space');
    for (const range of page.damaged) this.#sendLoss(consignment, range, 'damaged');
    for (const { from, records } of consecutive(page.entries)) this.#sendBatch(consignment, from, records);
    consignment.delivery = skipped(consignment.delivery, page.nextSeq);
  }

  #sendBatch(consignment: Consignment, from: number, records: Uint8Array[]): void {
    const payload = encodeBatch({ journal: consignment.journal.journalId, firstSeq: from, records });
    const range = { from, to: from + records.length - 1 };
    this.#remember(consignment, range, payload);
    this.#sendRange(consignment, range, 'records', payload);
  }

  #sendLoss(consignment: Consignment, { from, to }: SeqRange, reason: LossNotice['reason']): void {
    const { car, log, sign } = this.#options;
    const { journalId: journal } = consignment.journal;
    log.error({ journal, from, to, reason }, 'records lost');
    const notice = encodeLossNotice({ journal, fromSeq: from, toSeq: to, reason });
    const payload = encodeSigned(topicOf(car, 'losses'), notice, sign);
    this.#sendRange(consignment, { from, to }, 'losses', payload);
  }

  #sendRange(
    consignment: Consignment,
    range: SeqRange,
    name: 'records' | 'losses',
    payload: Uint8Array,
  ): void {
    consignment.delivery = sent(consignment.delivery, range, this.#options.clock.elapsed());
    void this.#options.publish(name, payload).then((done) => {
      if (!done) return;
      consignment.delivery = published(consignment.delivery, range);
      this.#options.onRoom();
    });
  }

  #remember(to: Consignment, range: SeqRange, payload: Uint8Array): void {
    const oldest = this.#batches.keys().next();
    if (this.#batches.size >= maxRemembered && !oldest.done) this.#batches.delete(oldest.value);
    this.#batches.set(toHex(this.#options.digest(payload).subarray(0, 16)), { to, range });
  }

  /** A batch goes again, one record a message; a record that is alone already is given up (D4). */
  #unreadable(digest: Uint8Array): void {
    const found = this.#batches.get(toHex(digest));
    if (found === undefined) return;
    this.#batches.delete(toHex(digest));
    const { to: consignment, range } = found;
    const { journalId: journal } = consignment.journal;
    this.#options.log.error({ journal, ...range }, 'batch called unreadable');
    if (range.from < range.to) consignment.delivery = unreadable(consignment.delivery, range);
    else this.#sendLoss(consignment, range, 'set-aside');
  }
}

const isReceipted = ({ journal, delivery }: Consignment): boolean => delivery.receipted >= journal.lastSeq();
