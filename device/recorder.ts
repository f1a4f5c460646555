import { toHex } from '../protocol/codec/bytes.ts';
import { encode } from '../protocol/codec/cbor.ts';
import { Fault } from '../protocol/errors.ts';
import type { CarId } from '../protocol/ids.ts';
import { type Header, headerCodec } from '../protocol/messages/header.ts';
import { encodeRecord, genesisBytes, sealBytes } from '../protocol/messages/record.ts';
import { encodeBody, type Fact, kindNumber, type RecordKind } from '../protocol/messages/registry.ts';
import { sha256 } from '../protocol/node-digest.ts';
import type { Cancel, Random, Timers } from '../protocol/runtime.ts';
import type { Sign } from '../protocol/token/signed.ts';
import { between, type EpochMilliseconds, type Milliseconds, milliseconds } from '../protocol/units.ts';
import type { Journal } from './journal/journal.ts';
import { isExpendable, isFoundAgain, isPatient, isSealing, isUrgent } from './record-traits.ts';
import { evolve } from './state/evolve.ts';
import { encodeLowerBound } from './state/lower-bound.ts';
import { encodeSnapshot } from './state/snapshot.ts';
import type { CarState } from './state/state.ts';

/** Where and when a record is written: the part of its header that the car's sensors and clocks give. */
export type Circumstances = Pick<
  Header,
  'wallTime' | 'clockQuality' | 'elapsed' | 'bootCount' | 'odometerMetres' | 'odometerSource'
>;

export interface RecorderOptions {
  readonly car: CarId;
  readonly random: Random;
  readonly timers: Timers;
  readonly sign: Sign;
  readonly elapsed: () => Milliseconds;
  readonly circumstances: () => Circumstances;
  readonly lowerBound: () => EpochMilliseconds;
  /** All records so far are safe on disk, and may be sent; `took` is how long that sync needed. */
  readonly onSynced: (took: Milliseconds) => void;
  readonly onSyncFailed: (thrown: unknown) => void;
  /** An urgent record has this number, and waits for its sync. */
  readonly onUrgent: (seq: number) => void;
  /** There was no room for this fact, in memory or within the journal's bound. */
  readonly onDropped: (kind: RecordKind, reason: string) => void;
}

/** Signed time that moved on by more than this is made durable at once, by less with the next record. */
const keptApartMilliseconds = 60_000;
/** What is neither decision nor edge waits so long for company (D6). */
const companyMilliseconds = milliseconds(1_000);

/** Turns facts into chained, signed records in the journal, and keeps the state that follows from them. */
export class Recorder {
  readonly #journal: Journal;
  readonly #options: RecorderOptions;
  #state: CarState;
  #link: Uint8Array;
  /** Elapsed time of the earliest record that no signature covers yet. */
  #unsealedSince: Milliseconds | null = null;
  /** The lower bound of time that goes with every write (D8). */
  #markedBound: EpochMilliseconds;
  #dropped = 0;
  /** Up to here a record says where the car did not wait for the disk. */
  #toldUnsyncedThrough = 0;
  #cancelSync: Cancel | null = null;
  #isSyncDue = false;
  #hasActed = false;

  constructor(journal: Journal, state: CarState, link: Uint8Array | null, options: RecorderOptions) {
    this.#journal = journal;
    this.#options = options;
    this.#state = state;
    this.#markedBound = options.lowerBound();
    this.#link = link ?? sha256(genesisBytes(options.car, journal.journalId));
  }

  get state(): CarState {
    return this.#state;
  }

  /** Number of the last record, on disk or not; 0 where there is none. */
  get lastSeq(): number {
    return this.#journal.nextSeq - 1;
  }

  /** Of the last record; of the genesis where there is none. */
  get lastLink(): Uint8Array {
    return this.#link;
  }

  /** Whether any record is more than a new start finds out again. */
  get hasActed(): boolean {
    return this.#hasActed;
  }

  get unsealedSince(): Milliseconds | null {
    return this.#unsealedSince;
  }

  /** Appends in memory; what depends on the record awaits `synced` (D6). False where the journal had no room for all. */
  record(...facts: readonly Fact[]): boolean {
    const areTaken = facts.every((fact) => this.#taken(fact));
    if (facts.length > 0) this.#syncSoon(facts.every(isPatient));
    return areTaken;
  }

  /** The car went on without waiting any longer for the disk to take the records up to this one (D6). */
  actedUnsynced(toSeq: number): void {
    const fromSeq = Math.max(this.#journal.syncedSeq, this.#toldUnsyncedThrough) + 1;
    if (toSeq < fromSeq) return;
    this.#toldUnsyncedThrough = toSeq;
    this.record({ kind: 'unsynced', fromSeq, toSeq });
  }

  /** The lower bound of time may have risen: it survives whatever happens now (D8). */
  keepLowerBound(): void {
    if (this.#options.lowerBound() - this.#markedBound < keptApartMilliseconds) return;
    this.#markLowerBound();
    this.#syncSoon(false);
  }

  /** Writes to the disk, also where nothing waits: how that goes is told as with every sync. */
  probe(): void {
    this.#journal.mark(encodeLowerBound(this.#markedBound));
    this.#syncSoon(false);
  }

  /** Resolves once all that was recorded before the call outlives a power cut. @throws {Fault} `storage-fault`. */
  async synced(): Promise<void> {
    const { elapsed, onSynced, onSyncFailed } = this.#options;
    const begunAt = elapsed();
    this.#isSyncDue = false;
    this.#cancelSync?.();
    this.#cancelSync = null;
    try {
      await this.#journal.sync();
    } catch (thrown) {
      onSyncFailed(thrown);
      throw thrown;
    }
    onSynced(between(begunAt, elapsed()));
  }

  stop(): void {
    this.#cancelSync?.();
  }

  #taken(fact: Fact): boolean {
    try {
      if (this.#journal.isShort && isExpendable(fact)) return this.#drop(fact, 'room is short');
      this.#tellDropped();
      this.#append(fact);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return this.#drop(fact, thrown.message);
    }
  }

  #drop({ kind }: Fact, reason: string): false {
    this.#dropped++;
    this.#options.onDropped(kind, reason);
    return false;
  }

  /** Each loss is itself recorded, once there is room for it (D6). */
  #tellDropped(): void {
    if (this.#dropped === 0 || this.#journal.isShort) return;
    this.#append({ kind: 'dropped', what: 'facts', count: this.#dropped });
    this.#dropped = 0;
  }

  #append(fact: Fact): void {
    if (this.#journal.wantsRoll) this.#journal.roll(this.#snapshot(), this.#options.circumstances().wallTime);
    const bodyBytes = encodeBody(fact, this.#options.random.bytes(16));
    const header = this.#header(fact.kind, bodyBytes);
    const headerBytes = encode(headerCodec.write(header));
    const link = sha256(headerBytes);
    const signature = isSealing(fact) ? this.#options.sign(sealBytes(link)) : null;
    this.#journal.append(encodeRecord({ headerBytes, bodyBytes, signature }));
    this.#markLowerBound();
    this.#link = link;
    this.#state = evolve(this.#state, { header, link, fact });
    this.#unsealedSince = signature !== null ? null : (this.#unsealedSince ?? header.elapsed);
    this.#hasActed ||= !isFoundAgain(fact);
    if (isUrgent(fact)) this.#options.onUrgent(header.seq);
  }

  #header(kind: RecordKind, bodyBytes: Uint8Array): Header {
    return {
      journal: this.#journal.journalId,
      seq: this.#journal.nextSeq,
      kind: kindNumber(kind),
      ...this.#options.circumstances(),
      link: this.#link,
      bodyDigest: sha256(bodyBytes),
    };
  }

  #snapshot(): Uint8Array {
    const { bootCount } = this.#options.circumstances();
    const lowerBound = this.#options.lowerBound();
    return encodeSnapshot({ state: this.#state, link: toHex(this.#link), bootCount, lowerBound });
  }

  #markLowerBound(): void {
    const lowerBound = this.#options.lowerBound();
    if (lowerBound === this.#markedBound) return;
    this.#markedBound = lowerBound;
    this.#journal.mark(encodeLowerBound(lowerBound));
  }

  /** What is recorded at the same moment goes in one write. */
  #syncSoon(isPatiently: boolean): void {
    if (isPatiently) this.#cancelSync ??= this.#options.timers.after(companyMilliseconds, () => this.#sync());
    else if (!this.#isSyncDue) {
      this.#isSyncDue = true;
      void Promise.resolve().then(() => this.#isSyncDue && this.#sync());
    }
  }

  /** Whether it went well is told to the options. */
  #sync(): void {
    this.synced().catch(() => {});
  }
}
