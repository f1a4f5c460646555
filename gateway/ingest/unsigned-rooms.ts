import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { JournalRow } from '../storage/journals.ts';
import type { Storage } from '../storage/storage.ts';
import type { Entry } from './entry.ts';
import { type Amount, Room } from './room.ts';
import type { IsSignedWord } from './signed-words.ts';

/** How much is kept of each car that no signature of it covers (D13). An honest one signs within an hour (D2). */
export interface UnsignedLimits {
  readonly mostUnsignedRecords: number;
  readonly mostUnsignedBytes: number;
}

/** With fewer unsigned places no signature is looked at: that takes longer than storing a record. */
const fewUnsigned = 250;

/**
 * Room for what stands in a car's journals, in whatever way, beyond the last place that the car has signed: whoever may write
 * as it without its key would fill the disk. Up to there the car itself has numbered the places, so they need no room. The
 * journals in which it has signed nothing share one room, so that naming many makes none larger; each other one has its own.
 * Nothing is lost where there is none: what is not kept gets no receipt, and comes again with a signature.
 */
export class UnsignedRooms {
  readonly #storage: Storage;
  readonly #car: CarId;
  readonly #most: Amount;
  readonly #neverSigned: Room;
  readonly #beyondSigned = new Map<JournalId, Room>();

  constructor(storage: Storage, car: CarId, limits: UnsignedLimits) {
    this.#storage = storage;
    this.#car = car;
    this.#most = { count: limits.mostUnsignedRecords, bytes: limits.mostUnsignedBytes };
    this.#neverSigned = new Room(() => storage.unsigned.inNeverSigned(car), this.#most);
  }

  /** The last place that these records show as signed; null where none is, and where there is room enough to do without. */
  newlySigned(journal: JournalRow, entries: readonly Entry[], isSigned: IsSignedWord): number | null {
    if (!entries.some((entry) => entry.kind === 'record' && entry.signature !== null)) return null;
    if (this.#of(journal).count < Math.min(fewUnsigned, this.#most.count / 2)) return null;
    return entries.findLast((entry) => entry.kind === 'record' && isSigned(entry))?.seq ?? null;
  }

  /** What stood in a room needs none any more. */
  signed(journal: JournalId): void {
    this.#neverSigned.lookAgain();
    this.#beyondSigned.delete(journal);
  }

  /** Whether it fits, or needs no room: what the car has signed, and what is there already. */
  has(journal: JournalRow, entry: Entry, isSigned: IsSignedWord | null): boolean {
    if (this.#needsNone(journal, entry) || this.#of(journal).has(entry.raw.length)) return true;
    if (entry.kind === 'record' && isSigned?.(entry) === true) return true;
    return this.#isStored(journal, entry);
  }

  taken(journal: JournalRow, entry: Entry): void {
    if (!this.#needsNone(journal, entry)) this.#of(journal).taken(entry.raw.length);
  }

  #needsNone({ signed }: JournalRow, { seq }: Entry): boolean {
    return signed !== null && seq <= signed;
  }

  #isStored({ journal }: JournalRow, { seq }: Entry): boolean {
    return this.#storage.records.link(this.#car, journal, seq) !== undefined;
  }

  #of({ journal, signed, highest }: JournalRow): Room {
    if (signed === null) return this.#neverSigned;
    const known = this.#beyondSigned.get(journal);
    if (known !== undefined) return known;
    const isAllSigned = highest <= signed;
    const lookUp = (): Amount =>
      isAllSigned ? nothing : this.#storage.unsigned.beyond(this.#car, journal, signed);
    const room = new Room(lookUp, this.#most);
    this.#beyondSigned.set(journal, room);
    return room;
  }
}

const nothing: Amount = { count: 0, bytes: 0 };
