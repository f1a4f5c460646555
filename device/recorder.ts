import { toHex } from '../protocol/codec/bytes.ts';
import { encode } from '../protocol/codec/cbor.ts';
import { Fault } from '../protocol/errors.ts';
import type { CarId } from '../protocol/ids.ts';
import { type Header, headerCodec } from '../protocol/messages/header.ts';
import { encodeRecord, genesisBytes, sealBytes } from '../protocol/messages/record.ts';
import { encodeBody, type Fact, kindNumber, type RecordKind } from '../protocol/messages/registry.ts';
import type { Random } from '../protocol/runtime.ts';
import type { Sign } from '../protocol/token/signed.ts';
import type { EpochMilliseconds, Milliseconds } from '../protocol/units.ts';
import { sha256 } from './digest.ts';
import type { Journal } from './journal/journal.ts';
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
  readonly sign: Sign;
  readonly circumstances: () => Circumstances;
  readonly lowerBound: () => EpochMilliseconds;
  /** A record is safe on disk up to this seq, and may be sent. */
  readonly onSynced: (throughSeq: number) => void;
  readonly onSyncFailed: (thrown: unknown) => void;
  /** The disk has failed for so long that this record found no room in memory. */
  readonly onDropped: (kind: RecordKind, fault: Fault) => void;
}

/** Signed time that moved on by more than this is made durable at once, by less with the next record. */
const keptApartMilliseconds = 60_000;

/** Kinds of records that carry the car's signature over all before them (D2). */
const sealingKinds: ReadonlySet<RecordKind> = new Set([
  'trip-ended',
  'rental-opened',
  'rental-closed',
  'sealed',
]);

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

  get unsealedSince(): Milliseconds | null {
    return this.#unsealedSince;
  }

  /** Appends in memory; what depends on the record awaits `synced` (D6). False where the journal had no room for all. */
  record(...facts: readonly Fact[]): boolean {
    const areTaken = facts.every((fact) => this.#taken(fact));
    if (facts.length > 0) this.#syncSoon();
    return areTaken;
  }

  /** The lower bound of time may have risen: it survives whatever happens now (D8). */
  keepLowerBound(): void {
    if (this.#options.lowerBound() - this.#markedBound < keptApartMilliseconds) return;
    this.#markLowerBound();
    this.#syncSoon();
  }

  /** Resolves once all that was recorded before the call outlives a power cut. @throws {Fault} `storage-fault`. */
  async synced(): Promise<void> {
    await this.#journal.sync();
    this.#options.onSynced(this.#journal.syncedSeq);
  }

  #taken(fact: Fact): boolean {
    try {
      this.#append(fact);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      this.#options.onDropped(fact.kind, thrown);
      return false;
    }
  }

  #append(fact: Fact): void {
    if (this.#journal.wantsRoll) this.#journal.roll(this.#snapshot(), this.#options.circumstances().wallTime);
    const bodyBytes = encodeBody(fact, this.#options.random.bytes(16));
    const header = this.#header(fact.kind, bodyBytes);
    const headerBytes = encode(headerCodec.write(header));
    const link = sha256(headerBytes);
    const isSealing = sealingKinds.has(fact.kind);
    const signature = isSealing ? this.#options.sign(sealBytes(link)) : null;
    this.#journal.append(encodeRecord({ headerBytes, bodyBytes, signature }));
    this.#markLowerBound();
    this.#link = link;
    this.#state = evolve(this.#state, { header, fact });
    this.#unsealedSince = isSealing ? null : (this.#unsealedSince ?? header.elapsed);
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

  #syncSoon(): void {
    this.synced().catch((thrown: unknown) => this.#options.onSyncFailed(thrown));
  }
}
