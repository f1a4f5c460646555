/** Much of what is written is short: memory of its own for each took as long as writing it. */
const blockBytes = 8192;
const worthABlock = 512;
let block = new Uint8Array(blockBytes);
let taken = 0;

function room(size: number): Uint8Array {
  if (size > worthABlock) return new Uint8Array(size);
  if (taken + size > blockBytes) {
    block = new Uint8Array(blockBytes);
    taken = 0;
  }
  taken += size;
  return block.subarray(taken - size, taken);
}

/**
 * Writes items of deterministic CBOR (RFC 8949 §4.2.1) one after the other, for what is written too often to go through
 * `encode`: a record's header took 10 µs there, and takes 1 here. Who writes keeps lengths, order of keys and number of items right.
 */
export class CborWriter {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param size the most bytes that are written */
  constructor(size: number) {
    this.#bytes = room(size);
  }

  array(length: number): void {
    this.#head(4, length);
  }

  map(length: number): void {
    this.#head(5, length);
  }

  /** 0 to 2^53 − 1. */
  uint(value: number): void {
    this.#head(0, value);
  }

  bytes(bytes: Uint8Array): void {
    this.#head(2, bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  null(): void {
    this.#byte(0xf6);
  }

  /** All that was written; shares memory with what other writers write. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #head(major: number, argument: number): void {
    const kind = major << 5;
    if (argument < 24) this.#byte(kind | argument);
    else if (argument < 2 ** 8) this.#wide(kind | 24, argument, 1);
    else if (argument < 2 ** 16) this.#wide(kind | 25, argument, 2);
    else if (argument < 2 ** 32) this.#wide(kind | 26, argument, 4);
    else {
      this.#wide(kind | 27, Math.floor(argument / 2 ** 32), 4);
      this.#number(argument % 2 ** 32, 4);
    }
  }

  #wide(initial: number, argument: number, width: number): void {
    this.#byte(initial);
    this.#number(argument, width);
  }

  #number(value: number, width: number): void {
    for (let shift = 8 * (width - 1); shift >= 0; shift -= 8) this.#byte((value >>> shift) & 0xff);
  }

  #byte(byte: number): void {
    this.#bytes[this.#at++] = byte;
  }
}
