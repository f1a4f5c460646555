import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Receipt } from '../../protocol/messages/receipt.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { SampleBatch } from '../../protocol/messages/sample.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { CarState } from '../rental/car-state.ts';
import type { Applied } from '../rental/evolve.ts';
import type { CarFold } from '../rental/fold.ts';
import type { JournalRow } from '../storage/journals.ts';
import type { Storage } from '../storage/storage.ts';
import type { Answer } from './answers.ts';
import type { Arrival } from './arrival.ts';
import { type CarNews, NewsOfCar } from './car-news.ts';
import { type CarLimits, type CarRooms, roomsOf } from './car-rooms.ts';
import type { Entry, ReadableEntry } from './entry.ts';
import { genesisLink } from './genesis-link.ts';
import { JournalIntake, type JournalOwner } from './journal-intake.ts';
import { keepSamples } from './keep-samples.ts';
import type { ArrivedMessage, Outcome } from './message.ts';
import type { BeyondBounds } from './not-kept.ts';
import type { Reading } from './read-message.ts';
import { receiptFor } from './receipt.ts';
import { isEmpty, newTally, type Tally } from './tally.ts';

/** So many records may be marked as applied before it is written how far their journal has come. */
const mostUnsaved = 64;

/** Takes what one car sent; kept from one transaction to the next. */
export class CarIntake implements JournalOwner {
  readonly car: CarId;
  readonly rooms: CarRooms;
  readonly #news: NewsOfCar;
  readonly #storage: Storage;
  readonly #fold: CarFold;
  readonly #journals = new Map<JournalId, JournalIntake>();
  /** Of these the database does not know yet. */
  readonly #fresh = new Set<JournalIntake>();
  #unsavedRecords = 0;
  #mustBeSaved = false;
  #isCaughtUp = false;

  constructor(storage: Storage, fold: CarFold, car: CarId, limits: CarLimits) {
    this.rooms = roomsOf(storage, car, limits);
    this.#news = new NewsOfCar(car);
    this.#storage = storage;
    this.#fold = fold;
    this.car = car;
  }

  get tally(): Tally {
    return this.#news.tally;
  }

  get state(): CarState | null {
    this.#catchUp();
    return this.#fold.state;
  }

  /** Whether more has come since it was last written how far this car has come. */
  get isUnsaved(): boolean {
    return this.#unsavedRecords > 0;
  }

  /** Records since it was last written how far this car has come; they say so themselves when it is read again. */
  get unsavedRecords(): number {
    this.#catchUp();
    return this.#unsavedRecords;
  }

  take(message: ArrivedMessage, reading: Reading): Outcome {
    switch (reading.kind) {
      case 'records':
        return this.#takeRecords(reading, message.receivedAt);
      case 'samples':
        return this.#takeSamples(reading.batch);
      case 'loss':
        return this.#takeLoss(message, reading.notice);
      case 'status':
        if (reading.status.state === 'online') this.answer(reading.status.journal ?? null);
        return 'stored';
      case 'unreadable':
        return this.reject(message, reading.reason);
      default:
        return reading satisfies never;
    }
  }

  /** Keeps a message that cannot be read; its car is told by the digest which one it is (clause 4.2). */
  reject({ topic, payload, receivedAt }: ArrivedMessage, reason: string): Outcome {
    const digest = sha256(payload);
    const isKept = this.rooms.rejected.has(payload.length);
    if (!isKept) this.notKept('unreadable');
    const isFresh =
      !isKept ||
      this.#storage.setAside.reject({
        digest,
        car: this.car,
        topic,
        journal: null,
        seq: null,
        link: null,
        raw: payload,
        reason,
        receivedAt,
        settled: 0,
      });
    if (topic === 'records' || topic === 'losses') {
      this.#news.unreadable(digest.subarray(0, 16));
      this.answer(null);
    }
    if (isKept && isFresh) this.rooms.rejected.taken(payload.length);
    if (isFresh) this.tally.rejected++;
    else this.tally.duplicates++;
    return isFresh ? 'rejected' : 'dropped';
  }

  /** The other journals of the car are over once another one is taken up (D5); not one of which nothing was taken yet. */
  turnTo(journal: JournalId): void {
    if (this.#fold.journal === journal) return;
    this.#mustBeSaved = true;
    for (const { journal: other, superseded } of this.#storage.journals.ofCar(this.car)) {
      if (superseded === 1) continue;
      const { progress } = this.#intake(other);
      const hasBegun = progress.through > 0 && progress.superseded === 0;
      if (other !== journal && hasBegun) this.#intake(other).supersede();
    }
  }

  notKept(what: BeyondBounds): void {
    this.#news.notKept(what);
  }

  copyNotKept(journal: JournalId, seq: number): void {
    this.#news.copyNotKept(journal, seq);
  }

  show(urgent: Fact): void {
    this.#news.show(urgent);
  }

  apply(applied: Applied): void {
    this.#fold.apply(applied);
    if (applied.kind === 'record' && applied.fact?.kind === 'journal-opened') {
      const { previousJournal } = applied.fact;
      if (previousJournal !== undefined && previousJournal !== applied.journal)
        this.#intake(previousJournal).supersede();
    }
  }

  /** Stores a record that was set aside before, for `redraw`. */
  put(entry: ReadableEntry, receivedAt: EpochMilliseconds): void {
    this.#intake(entry.header.journal).put(entry, receivedAt);
  }

  /** Takes records that were set aside before, and draws from all records of the car what follows from them. */
  redraw(): void {
    this.#storage.rentals.forget(this.car);
    this.#storage.odometer.forget(this.car);
    this.#storage.records.wait(this.car);
    const current = this.#fold.journal;
    this.#fold.restart();
    for (const intake of this.#journals.values()) intake.save();
    this.#journals.clear();
    const inTurn = ({ journal, superseded }: JournalRow): number =>
      superseded === 1 ? 0 : journal === current ? 1 : 2;
    const rows = this.#storage.journals
      .ofCar(this.car)
      .toSorted((left, right) => inTurn(left) - inTurn(right));
    for (const { journal } of rows) this.#intake(journal).redraw();
  }

  /** Beside what was sent and decided before. */
  count(change: Partial<Tally>): void {
    this.tally.records += change.records ?? 0;
    this.tally.quarantined += change.quarantined ?? 0;
    this.tally.rejected += change.rejected ?? 0;
  }

  /**
   * To be called before COMMIT. What plain records in their turn change is written once for many of them: three rows for
   * each record were a third of what it cost.
   */
  save(): void {
    const { records, ...others } = this.tally;
    this.#unsavedRecords += records;
    const mayWait = !this.#mustBeSaved && isEmpty(others) && this.#unsavedRecords < mostUnsaved;
    if (mayWait && !this.#journals.values().some(({ mustBeSaved }) => mustBeSaved)) return;
    this.#write(others);
  }

  /** To be called in a transaction, for what was left to be saved. */
  saveProgress(): void {
    this.#write(noOthers);
  }

  #write(others: Omit<Tally, 'records'>): void {
    for (const intake of this.#journals.values()) intake.save();
    this.#fold.save();
    const tally = { ...others, records: this.#unsavedRecords };
    if (!isEmpty(tally)) this.#storage.counts.add(this.car, tally);
    this.#unsavedRecords = 0;
    this.#mustBeSaved = false;
  }

  /** Only the journal that was applied last can have gone on without being saved. */
  #catchUp(): void {
    if (this.#isCaughtUp) return;
    const { journal } = this.#fold;
    if (journal !== null)
      this.#unsavedRecords = this.#open(journal).catchUp((applied) => this.#fold.retrace(applied));
    this.#isCaughtUp = true;
  }

  /** To be called after COMMIT: what the transaction brought. Journals that are over need not be kept. */
  takeNews(): CarNews {
    const where = (holds: (intake: JournalIntake) => boolean): JournalId[] =>
      [...this.#journals].filter(([, intake]) => holds(intake)).map(([journal]) => journal);
    const billable = where((intake) => intake.takeBillable());
    const contested = where((intake) => intake.aside.takeContested());
    for (const [journal, { progress, isEmpty }] of this.#journals)
      if (progress.superseded === 1 || isEmpty) this.#journals.delete(journal);
    this.#fresh.clear();
    return this.#news.take({ billable, contested });
  }

  /** What the car is to be told, once for each journal; to be published after COMMIT (D3). */
  receipts({ journals, unreadable }: Answer, now: EpochMilliseconds): Receipt[] {
    return [...journals].map((journal, at) =>
      this.#receipt(this.#intake(journal), at === 0 ? unreadable : [], now),
    );
  }

  #receipt(intake: JournalIntake, unreadable: readonly Uint8Array[], now: EpochMilliseconds): Receipt {
    return receiptFor(this.#storage, intake, unreadable, now);
  }

  #takeRecords(
    { journal, entries, isSigned }: Extract<Reading, { kind: 'records' }>,
    receivedAt: EpochMilliseconds,
  ): Outcome {
    if (!this.#hasRoomFor(journal, () => entries.some((entry) => this.#begins(journal, entry))))
      return 'beyond';
    const intake = this.#intake(journal);
    const signed = this.rooms.unsigned.newlySigned(intake.progress, entries, isSigned);
    if (signed !== null) this.#signedThrough(intake, signed);
    const outcomes = new Set(
      entries.map((entry) => this.#takeEntry(intake, entry, { receivedAt, isSigned })),
    );
    if (outcomes.size === 1 && outcomes.has('beyond')) return 'beyond';
    intake.advance();
    this.#news.answer(journal);
    if (outcomes.has('stored')) return 'stored';
    if (outcomes.has('rejected')) return 'rejected';
    return outcomes.has('beyond') ? 'beyond' : 'dropped';
  }

  #takeEntry(intake: JournalIntake, entry: Entry, arrival: Arrival): Outcome {
    const { unsigned } = this.rooms;
    if (!unsigned.has(intake.progress, entry, arrival.isSigned)) {
      this.#news.notKept('unsigned');
      return 'beyond';
    }
    const outcome = intake.take(entry, arrival);
    if (outcome !== 'dropped') unsigned.taken(intake.progress, entry);
    return outcome;
  }

  #signedThrough(intake: JournalIntake, seq: number): void {
    intake.signedThrough(seq);
    this.rooms.unsigned.signed(intake.progress.journal);
  }

  #takeSamples(batch: SampleBatch): Outcome {
    const { fresh, notKept } = keepSamples(this.#storage, this.car, this.rooms.samples, batch);
    if (notKept > 0) this.#news.notKept('samples', notKept);
    this.tally.samples += fresh;
    return fresh > 0 ? 'stored' : 'dropped';
  }

  /** Acted on at arrival (D5). */
  #takeLoss({ payload, receivedAt }: ArrivedMessage, notice: LossFields): Outcome {
    const { journal, fromSeq, toSeq, reason } = notice;
    if (!this.#hasRoomFor(journal, () => fromSeq === 1)) return 'beyond';
    const intake = this.#intake(journal);
    const isFresh = this.#storage.losses.insert({
      car: this.car,
      journal,
      fromSeq,
      toSeq,
      reason,
      linkBefore: notice.linkBefore ?? null,
      linkAfter: notice.linkAfter ?? null,
      raw: payload,
      receivedAt,
    });
    intake.lose(fromSeq, toSeq);
    intake.advance();
    this.#news.answer(journal);
    return isFresh ? 'stored' : 'dropped';
  }

  /** A journal that is not known yet may be one too many. */
  #hasRoomFor(journal: JournalId, begins: () => boolean): boolean {
    this.#catchUp();
    const isKnown =
      this.#journals.get(journal)?.isEmpty === false ||
      this.#storage.journals.find(this.car, journal) !== undefined;
    if (isKnown) return true;
    const fresh = [...this.#fresh].filter(({ isEmpty }) => !isEmpty).map(({ progress }) => progress);
    const hasRoom = this.rooms.journals.hasRoom(fresh, begins());
    if (!hasRoom) this.#news.notKept('journals');
    return hasRoom;
  }

  #begins(journal: JournalId, entry: Entry): boolean {
    if (entry.kind !== 'record' || entry.seq !== 1) return false;
    return sameBytes(entry.header.link, genesisLink(this.car, journal));
  }

  /** A receipt for that journal, or for the car's latest where the car named none. */
  answer(journal: JournalId | null): void {
    const known = journal ?? this.#storage.journals.latest(this.car)?.journal;
    if (known !== undefined) this.#news.answer(known);
  }

  #intake(journal: JournalId): JournalIntake {
    this.#catchUp();
    return this.#open(journal);
  }

  #open(journal: JournalId): JournalIntake {
    const open = this.#journals.get(journal);
    if (open !== undefined) return open;
    const row = this.#storage.journals.find(this.car, journal);
    const intake = new JournalIntake(this.#storage, this, row ?? this.#newJournal(journal));
    this.#journals.set(journal, intake);
    if (row === undefined) this.#fresh.add(intake);
    return intake;
  }

  /** Not written before something of it is stored or lost. */
  #newJournal(journal: JournalId): JournalRow {
    const last = this.#storage.journals.latest(this.car)?.position ?? 0;
    const open = [...this.#journals.values()].map(({ progress }) => progress.position);
    const position = Math.max(last, ...open) + 1;
    const link = genesisLink(this.car, journal);
    return { car: this.car, journal, position, through: 0, link, highest: 0, superseded: 0, signed: null };
  }
}

const { records: _, ...noOthers } = newTally();

type LossFields = Extract<Reading, { kind: 'loss' }>['notice'];
