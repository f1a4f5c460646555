import { sameBytes, toHex } from '../../protocol/codec/bytes.ts';
import { messageOf } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { maxBatchBytes } from '../../protocol/messages/batch.ts';
import { encodeLossNotice, type LossNotice } from '../../protocol/messages/loss-notice.ts';
import { packBatch } from '../../protocol/messages/packed-batch.ts';
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
  rewoundInSilence,
  sent,
  sentAhead,
  settledByBroker,
  skipped,
  unreadable,
} from './delivery.ts';
import { consecutive } from './runs.ts';
import { UrgentLane } from './urgent-lane.ts';

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
  /** The gateway has records of the current journal that the car has not, or others: its tail is lost (D6). */
  readonly onTailLost: (journal: JournalId, through: number) => void;
  /** Whether a rental is open, whose records should stand in one journal. */
  readonly isRentalOpen: () => boolean;
}

interface Consignment {
  readonly journal: DeliverableJournal;
  /** The journal that is being written. */
  readonly isCurrent: boolean;
  delivery: Delivery;
  /** The gateway has records under numbers of this journal that are not those of this car. */
  isDisputed: boolean;
}

/** Sends journals, oldest first and each in order, until receipts cover all of them (D3); urgent records may go before. */
export class Courier {
  readonly #options: CourierOptions;
  readonly #consignments: readonly Consignment[];
  readonly #urgent = new UrgentLane();
  #receipts: Promise<void> = Promise.resolve();
  /** By digest, the batches that the gateway may call unreadable. */
  readonly #batches = new Map<string, { readonly to: Consignment; readonly range: SeqRange }>();

  /** @param journals the one being written comes last */
  constructor(journals: readonly DeliverableJournal[], options: CourierOptions) {
    this.#options = options;
    this.#consignments = journals.map((journal, at) => ({
      journal,
      isCurrent: at === journals.length - 1,
      delivery: resumed(journal.releasedThrough),
      isDisputed: false,
    }));
  }

  /** Whether every record that is on disk has its receipt. */
  get isDelivered(): boolean {
    return this.#consignments.every(isReceipted);
  }

  /** Whether urgent records wait to be sent. */
  get isUrgent(): boolean {
    return this.#urgent.isWaiting;
  }

  get urgentRecords(): number {
    return this.#urgent.size;
  }

  /** Records that were sent and have no receipt, of the journal that has most of them. */
  get unreceiptedRecords(): number {
    let most = 0;
    for (const { delivery } of this.#consignments)
      most = Math.max(most, delivery.cursor - delivery.receipted - 1);
    return most;
  }

  /** A record of the journal being written that no backlog may hold up, once it is synced (D5). */
  urgent(seq: number): void {
    this.#urgent.add(seq);
  }

  /** Begins again after the last receipts, as a new session needs. */
  rewind(): void {
    this.#urgent.newSession();
    for (const consignment of this.#consignments) consignment.delivery = rewound(consignment.delivery);
  }

  /** Begins again where receipts stay out for too long. */
  rewindOverdue(): void {
    const now = this.#options.clock.elapsed();
    for (const consignment of this.#consignments)
      if (isOverdue(consignment.delivery, now)) consignment.delivery = rewoundInSilence(consignment.delivery);
  }

  /** Sends what may be sent now, and urgent records that are not among it. */
  async send(): Promise<void> {
    await this.#sendInOrder();
    const current = this.#consignments.at(-1);
    if (current !== undefined) await this.#whereReadable(current, () => this.#sendAhead(current));
  }

  /** Later journals wait for the receipts of earlier ones, but not for their disk. */
  async #sendInOrder(): Promise<void> {
    for (const consignment of this.#consignments) {
      const isRead = await this.#whereReadable(consignment, () => this.#sendFrom(consignment));
      if (isRead && !isReceipted(consignment)) return;
    }
  }

  async #whereReadable({ journal }: Consignment, send: () => Promise<void>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (thrown) {
      const fields = { journal: journal.journalId, reason: messageOf(thrown) };
      this.#options.log.error(fields, 'records cannot be read');
      return false;
    }
  }

  /** One message at a time, so that neither lane holds up the other. */
  async #sendAhead(consignment: Consignment): Promise<void> {
    const { journal, delivery } = consignment;
    const run = this.#urgent.next(delivery.cursor, journal.lastSeq());
    if (run === null) return;
    const page = await journal.read(run.from, { ...batchLimits, maxRecords: run.to - run.from + 1 });
    const [found] = consecutive(page.entries);
    if (found?.from !== run.from) return this.#urgent.sent(run);
    const range = { from: run.from, to: run.from + found.records.length - 1 };
    const payload = this.#packed(journal, found.from, found.records);
    consignment.delivery = sentAhead(consignment.delivery, range);
    this.#urgent.sending();
    void this.#options.publish('records', payload).then((done) => {
      if (!done) return;
      this.#urgent.sent(range);
      this.#options.onRoom();
    });
  }

  /** Takes a receipt of whichever journal: one after the other, since the disk may have to say what the car wrote there. */
  receipt(receipt: Receipt): Promise<void> {
    this.#receipts = this.#receipts.then(() => this.#take(receipt));
    return this.#receipts;
  }

  async #take(receipt: Receipt): Promise<void> {
    const consignment = this.#consignments.find(({ journal }) => journal.journalId === receipt.journal);
    if (consignment === undefined) return;
    await this.#whereReadable(consignment, async () => {
      if (await isOfThisCar(consignment.journal, receipt)) this.#acknowledged(consignment, receipt);
      else this.#disputed(consignment, receipt);
    });
  }

  #acknowledged(consignment: Consignment, receipt: Receipt): void {
    const { journal, isCurrent } = consignment;
    const { through } = receipt;
    consignment.isDisputed = false;
    if (isCurrent && through === 0 && consignment.delivery.receipted > 0) this.#offerEarlier();
    const now = this.#options.clock.elapsed();
    const { delivery, setAside } = receiptArrived(consignment.delivery, receipt, now);
    consignment.delivery = delivery;
    journal.release(through);
    for (const range of setAside) this.#options.onSetAside(receipt.journal, range);
    for (const digest of receipt.unreadable ?? []) this.#unreadable(digest);
  }

  /**
   * It frees nothing: what the car wrote goes to the gateway all the same. A rental that is written behind the numbers that the
   * gateway knows goes on in its journal, since one in two journals cannot be billed (D5).
   */
  #disputed(consignment: Consignment, { through, unreadable: digests }: Receipt): void {
    const { journal, isCurrent } = consignment;
    const isFurther = through > journal.lastSeq();
    if (isCurrent && (isFurther || !this.#options.isRentalOpen())) {
      this.#options.onTailLost(journal.journalId, through);
      return;
    }
    consignment.isDisputed = true;
    this.#settle(consignment);
    for (const digest of digests ?? []) this.#unreadable(digest);
  }

  #settle(consignment: Consignment): void {
    if (!consignment.isDisputed) return;
    consignment.delivery = settledByBroker(consignment.delivery);
    consignment.journal.release(consignment.delivery.receipted);
  }

  /** A gateway that has nothing of this journal any more may have lost the end of those before it as well (D3). */
  #offerEarlier(): void {
    for (const consignment of this.#consignments) {
      const { journal, isCurrent } = consignment;
      if (!isCurrent) consignment.delivery = resumed(journal.firstSeq() - 1);
    }
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
    const payload = this.#packed(consignment.journal, from, records);
    const range = { from, to: from + records.length - 1 };
    this.#remember(consignment, range, payload);
    this.#sendRange(consignment, range, 'records', payload);
  }

  #packed({ journalId: journal }: DeliverableJournal, firstSeq: number, records: Uint8Array[]): Uint8Array {
    return packBatch({ journal, firstSeq, records }, this.#options.digest);
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
      this.#settle(consignment);
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

/** Whether a receipt speaks of what the car has written: no further, and of the same record at its end (clause 4.2). */
async function isOfThisCar(journal: DeliverableJournal, { through, link }: Receipt): Promise<boolean> {
  if (through > journal.lastSeq()) return false;
  if (through === 0 || link === null) return true;
  const own = await journal.link(through);
  return own === null || sameBytes(own, link);
}
