import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { QuarantinedRow } from '../storage/set-aside.ts';
import type { Storage } from '../storage/storage.ts';
import { readEntry } from './entry.ts';
import { Room } from './room.ts';
import type { IsSignedWord } from './signed-words.ts';

/** How much is kept of each car that contradicts what is kept of the same places already (D13). */
export interface QuarantineLimits {
  readonly mostContradictingRecords: number;
  readonly mostContradictingBytes: number;
}

/** So many contradicting copies of one place are kept. */
const mostCopies = 4;
/** What the car has signed may yet stand (D4): of that twice as much is kept, at a place and of the car. */
const signedShare = 2;

/** `known`: these bytes, or others as good under the same link, are kept. */
export type QuarantineFate = 'kept' | 'known' | 'not-kept';

/**
 * Room for what contradicts. The first copy of each place is kept whatever it is, as a record is, and so is the first that is
 * not garbled; only what comes beside it needs room, so that endless copies fill no disk. What came first is kept: nothing
 * that comes later can push it out.
 */
export class QuarantineRoom {
  readonly #storage: Storage;
  /** Beside the first copies. */
  readonly #beside: Room;

  constructor(storage: Storage, car: CarId, limits: QuarantineLimits) {
    this.#storage = storage;
    const most = { count: limits.mostContradictingRecords, bytes: limits.mostContradictingBytes };
    this.#beside = new Room(() => storage.setAside.copiesOf(car), most);
  }

  /** @param isSigned asked only where that decides; null for what is stored already, and only changes its place */
  keep(row: QuarantinedRow, isSigned: IsSignedWord | null): QuarantineFate {
    const { setAside } = this.#storage;
    const copies = setAside.copiesAt(row.car, row.journal, row.seq, signedShare * mostCopies);
    const sameLink = copies.find(({ link }) => sameBytes(link, row.link));
    if (sameLink !== undefined) return this.#keepBetter(row, sameLink);
    const isFirst = copies.length === 0 || (isWhole(row) && !copies.some(isWhole));
    const hasRoom = (share: number): boolean =>
      copies.length < share * mostCopies && this.#beside.has(row.raw.length, share);
    const isBeyond = !isFirst && isSigned !== null && !hasRoom(1);
    if (isBeyond && !(isSigned(row) && hasRoom(signedShare))) return 'not-kept';
    if (!setAside.quarantine(row)) return 'known';
    if (!isFirst) this.#beside.taken(row.raw.length);
    return 'kept';
  }

  /** Under a true header may have come a garbled body: the record itself takes its place. */
  #keepBetter(row: QuarantinedRow, sameLink: QuarantinedRow): QuarantineFate {
    if (isWhole(sameLink) || !isWhole(row)) return 'known';
    this.#storage.setAside.dropQuarantined(sameLink);
    this.#storage.setAside.quarantine(row);
    return 'kept';
  }
}

/** Whether it can be read and agrees with itself. */
const isWhole = ({ journal, seq, raw }: QuarantinedRow): boolean =>
  readEntry(journal, seq, raw).kind === 'record';
