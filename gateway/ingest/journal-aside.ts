import type { CarId, JournalId } from '../../protocol/ids.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Storage } from '../storage/storage.ts';
import type { Arrival } from './arrival.ts';
import type { CarRooms } from './car-rooms.ts';
import { Doubts } from './doubts.ts';
import type { Entry, ReadableEntry } from './entry.ts';
import type { Outcome } from './message.ts';
import type { Tally } from './tally.ts';

/** What setting aside needs of the car. */
export interface AsideOwner {
  readonly tally: Tally;
  readonly rooms: Pick<CarRooms, 'rejected' | 'quarantine'>;
  /** Something was rejected, and not kept. */
  notKept(what: 'unreadable'): void;
  /** Something contradicts what is kept of this place, and was not kept. */
  copyNotKept(journal: JournalId, seq: number): void;
}

/** What of one journal cannot be read, or contradicts (D4). */
export class JournalAside {
  readonly #storage: Storage;
  readonly #owner: AsideOwner;
  readonly #car: CarId;
  readonly #journal: JournalId;
  /** Whether anything of this journal is quarantined; null where that was not looked up. */
  #hasQuarantined: boolean | null = null;
  /** Whether something was rejected that the car has not set aside; null where that was not looked up. */
  #hasUnsettled: boolean | null = null;
  /** A signature may show that something quarantined is the car's word after all (D4). */
  #contested = false;
  readonly doubts: Doubts;

  constructor(
    storage: Storage,
    owner: AsideOwner,
    place: { readonly car: CarId; readonly journal: JournalId },
  ) {
    this.#storage = storage;
    this.#owner = owner;
    this.#car = place.car;
    this.#journal = place.journal;
    this.doubts = new Doubts(storage, place);
  }

  /** Whether anything was set aside at a place. */
  has(seq: number): boolean {
    const { setAside } = this.#storage;
    return [setAside.rejectedAt, setAside.quarantinedAt].some(
      (at) => at(this.#car, this.#journal, seq) !== undefined,
    );
  }

  /** Places where something was rejected that the car has not set aside yet, rising; at most `limit`. */
  unsettled(limit: number): number[] {
    if (this.#hasUnsettled === false) return [];
    const seqs = this.#storage.setAside.unsettled(this.#car, this.#journal, limit);
    this.#hasUnsettled = seqs.length > 0;
    return seqs.filter((seq) => !this.doubts.has(seq));
  }

  /** Whether a signature may have come over something that is quarantined since this was last asked. */
  takeContested(): boolean {
    const contested = this.#contested;
    this.#contested = false;
    return contested;
  }

  signatureArrived(): void {
    this.#hasQuarantined ??=
      this.#storage.setAside.quarantinedFrom(this.#car, this.#journal, 1, 1).length > 0;
    this.#contested ||= this.#hasQuarantined;
  }

  /** A record stands where something else had come before it. */
  recordStands(seq: number): void {
    if (!this.doubts.has(seq)) return;
    this.doubts.remove(seq);
    this.#storage.setAside.settle(this.#car, this.#journal, seq, seq);
  }

  /** @param isSettled nothing more is needed of the car at this place */
  reject(
    { seq, raw, reason, link }: Extract<Entry, { kind: 'rejected' }>,
    receivedAt: EpochMilliseconds,
    isSettled: boolean,
  ): Outcome {
    const [car, journal] = [this.#car, this.#journal];
    const { rooms, tally } = this.#owner;
    const isKept = rooms.rejected.has(raw.length);
    if (!isKept) this.#owner.notKept('unreadable');
    // Of the rest its place is kept, once, so that the journal can go on after it.
    if (!isKept && this.#storage.setAside.rejectedAt(car, journal, seq) !== undefined) {
      tally.rejected++;
      return 'rejected';
    }
    const isFresh = this.#storage.setAside.reject({
      digest: sha256(raw),
      car,
      topic: 'records',
      journal,
      seq,
      link,
      raw: isKept ? raw : nothing,
      reason,
      receivedAt,
      settled: isSettled ? 1 : 0,
    });
    this.#hasUnsettled = null;
    if (isFresh) rooms.rejected.taken(isKept ? raw.length : 0);
    return this.#counted(isFresh, 'rejected');
  }

  quarantine(
    { seq, raw, link }: Pick<ReadableEntry, 'seq' | 'raw' | 'link'>,
    reason: string,
    { receivedAt, isSigned }: Arrival,
  ): Outcome {
    const row = { car: this.#car, journal: this.#journal, seq, link, raw, reason, receivedAt };
    const fate = this.#owner.rooms.quarantine.keep(row, isSigned);
    if (fate === 'not-kept') this.#owner.copyNotKept(this.#journal, seq);
    if (fate === 'kept') this.#contested = true;
    if (fate !== 'known') this.#hasQuarantined = true;
    return this.#counted(fate !== 'known', 'quarantined');
  }

  #counted(isFresh: boolean, kind: 'rejected' | 'quarantined'): Outcome {
    this.#owner.tally[isFresh ? kind : 'duplicates']++;
    return isFresh ? 'rejected' : 'dropped';
  }
}

const nothing = new Uint8Array();
