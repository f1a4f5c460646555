import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Applied, RecordApplied } from '../rental/evolve.ts';
import type { JournalRow } from '../storage/journals.ts';
import type { RecordFate } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { Arrival } from './arrival.ts';
import { type Covered, coveredFrom, nextCovered } from './covered.ts';
import { type Entry, type ReadableEntry, readEntry } from './entry.ts';
import { genesisLink } from './genesis-link.ts';
import { type AsideOwner, JournalAside } from './journal-aside.ts';
import type { Outcome } from './message.ts';
import { isUrgent } from './urgent-list.ts';

/** What a journal needs of the car that it belongs to. */
export interface JournalOwner extends AsideOwner {
  readonly car: CarId;
  /** The fold takes one journal after the other: called before anything of this one is applied. */
  turnTo(journal: JournalId): void;
  /** A record that a person should hear of at once, whatever is missing before it (D5). */
  show(urgent: Fact): void;
  apply(applied: Applied): void;
}

/** Waiting records are read back in pages of this many. */
const pageSize = 500;

/** Takes the records of one journal of one car (D4, D5). */
export class JournalIntake {
  readonly #storage: Storage;
  readonly #owner: JournalOwner;
  readonly #row: JournalRow;
  #unsaved: 'nothing' | 'applied' | 'more' = 'nothing';
  /** Something was stored that can make a closed rental complete or sealed. */
  #billable = false;
  #isRedrawing = false;
  /** Something of it was applied, or passed over at the car's word. */
  #hasBegun: boolean;
  readonly #aside: JournalAside;

  constructor(storage: Storage, owner: JournalOwner, row: JournalRow) {
    this.#storage = storage;
    this.#owner = owner;
    this.#row = { ...row };
    this.#aside = new JournalAside(storage, owner, row);
    this.#hasBegun = row.through > 0;
  }

  get progress(): JournalRow {
    return this.#row;
  }

  /** What of it cannot be read, or contradicts. */
  get aside(): JournalAside {
    return this.#aside;
  }

  /** Whether anything changed that cannot be found out again from the records that are marked as applied. */
  get mustBeSaved(): boolean {
    return this.#unsaved === 'more';
  }

  /** Whether nothing of it is stored or lost, so that it need not be kept: anybody may name a journal. */
  get isEmpty(): boolean {
    return this.#row.highest === 0 && this.#row.superseded === 0;
  }

  /** Whether a closed rental may have become complete or sealed since this was last asked. */
  takeBillable(): boolean {
    const billable = this.#billable;
    this.#billable = false;
    return billable;
  }

  /** Stores one record, and applies it where it is its turn. */
  take(entry: Entry, arrival: Arrival): Outcome {
    switch (entry.kind) {
      case 'record':
        return this.#takeRecord(entry, arrival);
      case 'rejected':
        return this.#setAside(entry.seq, () =>
          this.#aside.reject(entry, arrival.receivedAt, this.#isSettled(entry.seq)),
        );
      case 'contradictory':
        return this.#setAside(entry.seq, () => this.#aside.quarantine(entry, entry.reason, arrival));
      default:
        return entry satisfies never;
    }
  }

  /** Stores a record that was set aside before; `redraw` then takes it in its turn. */
  put({ seq, link, raw }: ReadableEntry, receivedAt: EpochMilliseconds): void {
    const { car, journal } = this.#row;
    this.reach(seq);
    this.#storage.records.insert({ car, journal, seq, link, raw, receivedAt, fate: 'waiting' });
    this.#aside.recordStands(seq);
  }

  /** A range that the car cannot deliver; `advance` then passes over it. */
  lose(fromSeq: number, toSeq: number): void {
    this.#aside.doubts.remove(fromSeq, toSeq);
    this.reach(toSeq);
  }

  /** Makes room for a place that is known of. */
  reach(toSeq: number): void {
    if (toSeq <= this.#row.highest) return;
    this.#row.highest = toSeq;
    this.#unsaved = 'more';
  }

  /** The car has signed this place: it has numbered all up to there itself. */
  signedThrough(seq: number): void {
    this.#row.signed = Math.max(seq, this.#row.signed ?? 0);
    this.#unsaved = 'more';
  }

  /** Applies what waits, as far as nothing is missing; what is late is only counted, for the car's receipt. */
  advance(): void {
    if (this.#row.superseded === 0) this.#applyWaiting({ force: false });
    else this.#passLate();
  }

  /** The car writes another journal: applies all that is there, gaps or not; what comes later is late (D5). */
  supersede(): void {
    if (this.#row.superseded === 1) return;
    this.#row.superseded = 1;
    this.#unsaved = 'more';
    this.#applyWaiting({ force: true });
  }

  /** Applies all that is there from the first record on; rentals without a statement are billed when they can be. */
  redraw(): void {
    this.#isRedrawing = true;
    this.#unsaved = 'more';
    this.#moveThrough(0, genesisLink(this.#row.car, this.#row.journal));
    this.#applyWaiting({ force: this.#row.superseded === 1 });
    this.#isRedrawing = false;
    this.#billable = true;
  }

  /** Follows records that were applied after the row was saved; `retrace` gets each. @returns how many. */
  catchUp(retrace: (applied: RecordApplied) => void): number {
    const { car, journal, through } = this.#row;
    const last = (): number => this.#row.through;
    for (;;) {
      const page = this.#storage.records.from(car, journal, last() + 1, pageSize);
      for (const { seq, raw, fate } of page) {
        if (fate !== 'applied' || seq !== last() + 1) return last() - through;
        const entry = readEntry(journal, seq, raw);
        if (entry.kind !== 'record') throw new Error(`${car}/${journal}/${seq}: stored and not readable`);
        retrace(appliedOf(entry));
        this.#moveThrough(seq, entry.link);
        this.#unsaved = 'more';
      }
      if (page.length < pageSize) return last() - through;
    }
  }

  save(): void {
    if (this.#unsaved !== 'nothing') this.#storage.journals.save(this.#row);
    this.#unsaved = 'nothing';
  }

  #takeRecord(entry: ReadableEntry, arrival: Arrival): Outcome {
    const { receivedAt } = arrival;
    const { car, journal, through, highest, superseded } = this.#row;
    const known = entry.seq > highest ? undefined : this.#storage.records.link(car, journal, entry.seq);
    if (known !== undefined) return this.#takeAgain(entry, known, arrival);
    if (this.#isPassedForAnother(entry.seq)) return this.#aside.quarantine(entry, placePassed, arrival);
    if (superseded === 1 || entry.seq <= through) {
      this.reach(entry.seq);
      this.#insert(entry, receivedAt, 'late');
      this.#owner.tally.late++;
      return 'stored';
    }
    if (entry.seq > through + 1) {
      this.reach(entry.seq);
      this.#insert(entry, receivedAt, 'waiting');
      return 'stored';
    }
    if (!this.#continuesChain(entry)) return this.#breakChain(entry, arrival);
    this.#takeTurn();
    this.#insert(entry, receivedAt, 'applied');
    this.#applyRecord(entry);
    return 'stored';
  }

  /** Whether a place was passed over that the car has not called lost: once it has signed what comes now, that stands (D4). */
  #isPassedForAnother(seq: number): boolean {
    const { car, journal, through, superseded } = this.#row;
    if (superseded === 1 || seq > through || !this.#aside.has(seq)) return false;
    return this.#storage.losses.covering(car, journal, seq) === undefined;
  }

  /** The place counts as a gap once the car has sent it again. */
  #breakChain(entry: ReadableEntry, arrival: Arrival): Outcome {
    const { seq, link } = entry;
    const outcome = this.#setAside(seq, () => this.#aside.quarantine(entry, brokenChain, arrival));
    if (this.#hasBegun && !this.#aside.doubts.has(seq)) this.#passOver(seq, 'quarantined', link);
    return outcome;
  }

  /** Same key and hash: drop. Same key, other hash: quarantine (D4). */
  #takeAgain(entry: ReadableEntry, known: Uint8Array, arrival: Arrival): Outcome {
    if (!sameBytes(known, entry.link)) return this.#aside.quarantine(entry, otherRecordStored, arrival);
    this.#owner.tally.duplicates++;
    return 'dropped';
  }

  /**
   * What comes to an open place for the first time may have been garbled on its way: the car is asked again. What comes after
   * it is passed over.
   */
  #setAside(seq: number, keep: () => Outcome): Outcome {
    const isFirst = !this.#isSettled(seq) && this.#mayAsk() && !this.#aside.has(seq);
    const outcome = keep();
    if (isFirst) this.#aside.doubts.add(seq);
    else this.#aside.doubts.remove(seq);
    if (outcome === 'rejected' && this.#hasBegun) this.reach(seq);
    return outcome;
  }

  #mayAsk(): boolean {
    return this.#row.superseded === 0 && !this.#isRedrawing;
  }

  /** A place that needs nothing more of the car. */
  #isSettled(seq: number): boolean {
    const { car, journal, through } = this.#row;
    return seq <= through || this.#storage.records.link(car, journal, seq) !== undefined;
  }

  #insert(entry: ReadableEntry, receivedAt: EpochMilliseconds, fate: RecordFate): void {
    const { car, journal } = this.#row;
    const { seq, link, raw, fact, signature } = entry;
    this.#storage.records.insert({ car, journal, seq, link, raw, receivedAt, fate });
    this.#owner.tally.records++;
    if (signature !== null || seq < this.#row.highest) this.#billable = true;
    if (fact?.kind === 'alarm') this.#owner.show(fact);
    if (isUrgent(fact, fate === 'waiting')) this.#storage.urgent.insert({ car, journal, seq, receivedAt });
    if (signature !== null) this.#aside.signatureArrived();
    this.#aside.recordStands(seq);
    if (fact?.kind === 'rental-closed' && fate !== 'late')
      this.#storage.statements.addUnbilled(car, journal, seq);
  }

  #applyWaiting({ force }: { readonly force: boolean }): void {
    const { car, journal } = this.#row;
    while (this.#row.through < this.#row.highest) {
      const page = this.#storage.records.from(car, journal, this.#row.through + 1, pageSize);
      for (const { seq, raw, receivedAt } of page) {
        if (!this.#coverGap(seq - 1, force)) return;
        this.#applyStored(readEntry(journal, seq, raw), receivedAt);
        if (this.#row.through < seq) return;
      }
      if (page.length === 0 && !this.#coverGap(this.#row.highest, force)) return;
    }
  }

  /** A car that waits for the receipts of a journal that is over sends nothing of the next one (D3). */
  #passLate(): void {
    const { car, journal, highest } = this.#row;
    while (this.#row.through < highest) {
      const seq = this.#row.through + 1;
      const link = this.#storage.records.link(car, journal, seq);
      const passed = link === undefined ? coveredFrom(this.#storage, this.#row, highest) : { to: seq, link };
      if (passed === null) return;
      this.#unsaved = 'more';
      this.#moveThrough(passed.to, passed.link);
    }
  }

  #applyStored(entry: Entry, receivedAt: EpochMilliseconds): void {
    const { car, journal } = this.#row;
    this.#unsaved = 'more';
    if (entry.kind !== 'record') throw new Error(`${car}/${journal}/${entry.seq}: stored and not readable`);
    if (this.#continuesChain(entry)) {
      this.#takeTurn();
      this.#storage.records.setFate(car, journal, entry.seq, 'applied');
      if (this.#isRedrawing && entry.fact?.kind === 'rental-closed')
        this.#storage.statements.addUnbilled(car, journal, entry.seq);
      this.#applyRecord(entry);
    } else {
      this.#storage.records.remove(car, journal, entry.seq);
      this.#storage.statements.dropUnbilled(car, journal, entry.seq);
      this.#owner.tally.records--;
      this.#breakChain(entry, { receivedAt, isSigned: null });
    }
  }

  /**
   * To be called when a journal's first record is applied, or lost by the car's word: what only names a journal does not end
   * the one that the car writes. A journal on its way out does not end the one that takes its place.
   */
  #takeTurn(): void {
    this.#hasBegun = true;
    if (this.#row.superseded === 0) this.#owner.turnTo(this.#row.journal);
  }

  /** Where the record before is not there for good, what this one says of it cannot be checked. */
  #continuesChain({ header }: ReadableEntry): boolean {
    return this.#row.link === null || sameBytes(this.#row.link, header.link);
  }

  #applyRecord(entry: ReadableEntry): void {
    this.#owner.apply(appliedOf(entry));
    this.#moveThrough(entry.seq, entry.link);
  }

  /** Passes over what is rejected, quarantined or lost up to `toSeq`; false where something is only missing. */
  #coverGap(toSeq: number, force: boolean): boolean {
    while (this.#row.through < toSeq) {
      if (!force && this.#aside.doubts.has(this.#row.through + 1)) return false;
      const found = coveredFrom(this.#storage, this.#row, toSeq);
      if (!force && (found === null || !(this.#hasBegun || found.cause === 'lost'))) return false;
      this.#takeTurn();
      if (found === null) this.#passOver(nextCovered(this.#storage, this.#row, toSeq), 'not-sent', null);
      else this.#passOver(found.to, found.cause, found.link);
    }
    return true;
  }

  #passOver(toSeq: number, cause: Covered['cause'], link: Uint8Array | null): void {
    const { journal, through } = this.#row;
    this.#unsaved = 'more';
    this.#owner.apply({ kind: 'passed-over', journal, fromSeq: through + 1, toSeq, cause });
    this.#moveThrough(toSeq, link);
  }

  #moveThrough(seq: number, link: Uint8Array | null): void {
    this.#row.through = seq;
    this.#row.link = link;
    this.#row.highest = Math.max(this.#row.highest, seq);
    if (this.#unsaved === 'nothing') this.#unsaved = 'applied';
  }
}

const brokenChain = 'names another record before it than the one that is stored';
const otherRecordStored = 'another record of this seq is stored';
const placePassed = 'its place was passed over for something else that came before it';

/** A record as the fold takes it. */
export const appliedOf = ({ header, fact }: ReadableEntry): RecordApplied => ({
  kind: 'record',
  journal: header.journal,
  seq: header.seq,
  wallTime: header.wallTime,
  odometerMetres: header.odometerMetres,
  fact,
});
