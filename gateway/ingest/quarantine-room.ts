import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { QuarantinedRow } from '../storage/set-aside.ts';
import type { Storage } from '../storage/storage.ts';
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

/** `known`: these bytes, or others under the same link, are kept. */
export type QuarantineFate = 'kept' | 'known' | 'not-kept';

/**
 * Room for what contradicts. The first copy of each place is kept whatever it is, as a record is; only what comes
 * beside it needs room, so that endless copies fill no disk. What came first is kept: nothing that comes later can push it out.
 */
export class QuarantineRoom {
  readonly #storage: Storage;
  readonly #car: CarId;
  readonly #limits: QuarantineLimits;
  /** Beside the first copies; undefined until it is looked up. */
  #kept: { readonly count: number; readonly bytes: number } | undefined;

  constructor(storage: Storage, car: CarId, limits: QuarantineLimits) {
    this.#storage = storage;
    this.#car = car;
    this.#limits = limits;
  }

  /** @param isSigned asked only where that decides; null for what is stored already, and only changes its place */
  keep(row: QuarantinedRow, isSigned: IsSignedWord | null): QuarantineFate {
    const { setAside } = this.#storage;
    const links = setAside.quarantinedLinks(row.car, row.journal, row.seq, signedShare * mostCopies);
    if (links.some((link) => sameBytes(link, row.link))) return 'known';
    const isFirst = links.length === 0;
    const hasRoom = (share: number): boolean => this.#has(links.length, row.raw.length, share);
    const isBeyond = !isFirst && isSigned !== null && !hasRoom(1);
    if (isBeyond && !(isSigned(row) && hasRoom(signedShare))) return 'not-kept';
    if (!setAside.quarantine(row)) return 'known';
    if (!isFirst) this.#taken(row.raw.length);
    return 'kept';
  }

  #has(copies: number, bytes: number, share: number): boolean {
    const { mostContradictingRecords, mostContradictingBytes } = this.#limits;
    this.#kept ??= this.#storage.setAside.copiesOf(this.#car);
    return (
      copies < share * mostCopies &&
      this.#kept.count < share * mostContradictingRecords &&
      this.#kept.bytes + bytes <= share * mostContradictingBytes
    );
  }

  #taken(bytes: number): void {
    if (this.#kept === undefined) return;
    this.#kept = { count: this.#kept.count + 1, bytes: this.#kept.bytes + bytes };
  }
}
