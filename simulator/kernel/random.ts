import { createHash } from 'node:crypto';
import type { Random } from '../../protocol/runtime.ts';

/** A stream of draws that depends on its seed and labels alone (D12). Never for secrets. */
export interface SeededRandom extends Random {
  /** 32 bits as a whole number. */
  uint32(): number;
  /** A fraction in [0, 1). */
  fraction(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** True with this probability; 0 and 1 still draw, so a rate can be changed without shifting what follows. */
  chance(probability: number): boolean;
  /** One of the items. @throws {RangeError} when there are none. */
  pick<Item>(items: readonly Item[]): Item;
  /** One of the items, each as often as its weight says. @throws {RangeError} when none has a weight. */
  pickWeighted<Item>(items: readonly { readonly item: Item; readonly weight: number }[]): Item;
  /** The items in a drawn order; the argument stays as it is. */
  shuffled<Item>(items: readonly Item[]): Item[];
  /** A stream of its own: forking draws nothing here, so a new consumer shifts nobody. */
  fork(label: string): SeededRandom;
}

/** The root stream of a seed. */
export function seededRandom(seed: string | number): SeededRandom {
  return new Stream(digest(Buffer.from('ritmeter'), `${typeof seed}:${seed}`));
}

function digest(key: Uint8Array, label: string): Buffer {
  return createHash('sha256').update(key).update(label, 'utf8').digest();
}

/** sfc32 (Chris Doty-Humphrey, PractRand): fast, 128 bits of state, passes the usual test batteries. */
class Stream implements SeededRandom {
  readonly #key: Buffer;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(key: Buffer) {
    this.#key = key;
    this.#a = key.readInt32BE(0);
    this.#b = key.readInt32BE(4);
    this.#c = key.readInt32BE(8);
    for (let round = 0; round < 12; round++) this.uint32();
  }

  uint32(): number {
    const drawn = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let word = 0;
    for (let index = 0; index < length; index++) {
      if (index % 4 === 0) word = this.uint32();
      bytes[index] = word >>> (8 * (index % 4));
    }
    return bytes;
  }

  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  int(least: number, most: number): number {
    if (!(Number.isSafeInteger(least) && Number.isSafeInteger(most) && least <= most)) {
      throw new RangeError(`no whole number from ${least} to ${most}`);
    }
    // 53 bits, so that a range of milliseconds over years is still even.
    const wide = (this.uint32() * 2 ** 21 + (this.uint32() >>> 11)) / 2 ** 53;
    return least + Math.floor(wide * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const index = this.int(0, items.length - 1);
    for (const item of items.slice(index, index + 1)) return item;
    throw new RangeError('nothing to pick from');
  }

  pickWeighted<Item>(items: readonly { readonly item: Item; readonly weight: number }[]): Item {
    let left = this.fraction() * items.reduce((sum, { weight }) => sum + weight, 0);
    for (const { item, weight } of items) {
      if (left < weight) return item;
      left -= weight;
    }
    throw new RangeError('nothing to pick from');
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const rest = [...items];
    const drawn: Item[] = [];
    while (rest.length > 0) drawn.push(...rest.splice(this.int(0, rest.length - 1), 1));
    return drawn;
  }

  fork(label: string): SeededRandom {
    return new Stream(digest(this.#key, label));
  }
}
