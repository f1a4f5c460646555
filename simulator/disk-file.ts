import { fraction, type Random } from '../protocol/runtime.ts';

const pageBytes = 4096;

/** How a power cut may treat bytes that were never synced. */
export interface CrashModel {
  /** Chance that what survives of them has one bit flipped. */
  readonly bitFlips: number;
  /** Chance that a sector among them was never written, though later ones were: it reads as zeros. */
  readonly holes?: number;
}

const sectorBytes = 512;

/** The kernel writes by itself as well: chance that all of it had reached the disk when the power went. */
const wholeChance = 0.5;

/** One file on the twin of a disk: what the kernel shows of it, and what would outlive a power cut. */
export class DiskFile {
  #content: Uint8Array;
  #length: number;
  /** The first bytes of the content that are synced; null while even the name is not. */
  #syncedLength: number | null;
  /** What was synced, where a truncation that is not yet synced has cut into it. */
  #syncedBefore: Uint8Array | null = null;
  /** Bytes that the kernel dropped when a sync failed: it goes on showing them, and the next sync reports success. */
  #dropped: { from: number; to: number }[] = [];

  /** @param synced content that outlives a power cut; null for a new file */
  constructor(synced: Uint8Array | null) {
    this.#content = synced?.slice() ?? new Uint8Array(0);
    this.#length = this.#content.length;
    this.#syncedLength = synced === null ? null : this.#length;
  }

  get length(): number {
    return this.#length;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#content.slice(offset, Math.min(offset + length, this.#length));
  }

  append(bytes: Uint8Array): void {
    this.#reserve(this.#length + bytes.length);
    this.#content.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  truncate(length: number): void {
    if (length > this.#length) throw new RangeError(`cannot cut ${this.#length} bytes to ${length}`);
    if (this.#syncedLength !== null && length < this.#syncedLength) {
      this.#syncedBefore ??= this.#durable(this.#syncedLength);
      this.#syncedLength = length;
    }
    this.#length = length;
    this.#dropped = this.#dropped.flatMap(({ from, to }) =>
      from < length ? { from, to: Math.min(to, length) } : [],
    );
  }

  /** Makes the content durable; returns how many 4 KiB pages had to be written. */
  sync(): number {
    const from = this.#syncedLength ?? 0;
    this.#syncedLength = this.#length;
    this.#syncedBefore = null;
    return from === this.#length ? 0 : Math.ceil(this.#length / pageBytes) - Math.floor(from / pageBytes);
  }

  /** What a failed sync does on Linux. */
  failSync(): void {
    this.#dropped.push({ from: this.#syncedLength ?? 0, to: this.#length });
  }

  /** What a power cut leaves; null where not even the name does. */
  afterPowerCut(random: Random, { bitFlips, holes = 0 }: CrashModel): Uint8Array | null {
    if (this.#syncedLength === null && fraction(random) < 0.5) return null;
    if (this.#syncedBefore !== null && fraction(random) < 0.5) return this.#syncedBefore;
    const synced = this.#syncedLength ?? 0;
    const torn =
      fraction(random) < wholeChance
        ? this.#length
        : synced + Math.floor(fraction(random) * (this.#length - synced + 1));
    const left = this.#durable(torn);
    if (torn > synced && fraction(random) < bitFlips) flipBit(left, synced, random);
    if (torn > synced && fraction(random) < holes) punchHole(left, synced, random);
    return left;
  }

  /** The first bytes of the content, as far as the kernel has not dropped them. */
  #durable(length: number): Uint8Array {
    const bytes = this.#content.slice(0, length);
    for (const { from, to } of this.#dropped) bytes.fill(0, from, to);
    return bytes;
  }

  #reserve(length: number): void {
    if (length <= this.#content.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.#content.length));
    larger.set(this.#content.subarray(0, this.#length));
    this.#content = larger;
  }
}

function flipBit(bytes: Uint8Array, from: number, random: Random): void {
  const bit = Math.floor(fraction(random) * 8 * (bytes.length - from));
  const at = from + (bit >>> 3);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
}

/** What was synced of the sector stays. */
function punchHole(bytes: Uint8Array, from: number, random: Random): void {
  const at = from + Math.floor(fraction(random) * (bytes.length - from));
  const sector = at - (at % sectorBytes);
  bytes.fill(0, Math.max(from, sector), sector + sectorBytes);
}
