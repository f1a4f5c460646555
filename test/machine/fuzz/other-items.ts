import { fromHex } from '../../../protocol/codec/bytes.ts';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import { CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import type { SeededRandom } from '../../../simulator/kernel/random.ts';

const numbers = [0, 1, -1, 23, 24, 255, 256, 65_535, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -(2 ** 31), -65_537];
const wide = [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, -(2n ** 63n)];

/** An item of any type, from small to as large as a message takes. */
function anyItem(random: SeededRandom): CborValue {
  switch (random.int(0, 8)) {
    case 0:
      return random.pick(numbers);
    case 1:
      return random.pick(wide);
    case 2:
      return random.bytes(random.pick([0, 1, 7, 8, 9, 16, 31, 32, 33, 63, 64, 65, 300]));
    case 3:
      return random.pick(['', 'car-007', 'CAR', '\u00fc\u0000', 'x'.repeat(300)]);
    case 4:
      return random.pick([true, false, null]);
    case 5:
      return Array.from({ length: random.int(0, 5) }, () => random.uint32());
    case 6:
      return new Map(Array.from({ length: random.int(0, 5) }, (_, at) => [at, random.uint32()]));
    case 7:
      return new CborTag(random.pick([17, 18, 61]), random.uint32());
    default:
      return nested(random.int(1, 10));
  }
}

const nested = (depth: number): CborValue => (depth === 0 ? 0 : [nested(depth - 1)]);

/** The same item with something in it changed: at any depth, also inside of byte strings that hold CBOR. */
export function changedItem(item: CborValue, random: SeededRandom): CborValue {
  if (random.chance(0.1)) return anyItem(random);
  if (item instanceof CborTag) return changedTag(item, random);
  if (item instanceof Uint8Array) return changedBytes(item, random);
  if (isArray(item)) return changedArray(item, random);
  if (item instanceof Map) return changedMap(item, random);
  if (typeof item === 'number') return random.pick([item + 1, item - 1, -item, random.pick(numbers)]);
  return anyItem(random);
}

const isArray = (item: CborValue): item is readonly CborValue[] => Array.isArray(item);

const changedTag = ({ tag, value }: CborTag, random: SeededRandom): CborValue =>
  random.chance(0.1) ? value : new CborTag(random.chance(0.1) ? 17 : tag, changedItem(value, random));

function changedArray(items: readonly CborValue[], random: SeededRandom): CborValue {
  if (items.length === 0) return [anyItem(random)];
  const at = random.int(0, items.length - 1);
  if (random.chance(0.1)) return items.toSpliced(at, 1);
  if (random.chance(0.1)) return [...items, items[at] ?? 0];
  return items.with(at, changedItem(items[at] ?? 0, random));
}

function changedMap(map: ReadonlyMap<CborValue, CborValue>, random: SeededRandom): CborValue {
  const entries = [...map];
  if (entries.length === 0) return new Map([[0, anyItem(random)]]);
  const [key, value] = random.pick(entries);
  const changed = new Map(entries);
  const what = random.pickWeighted([
    { item: 'less', weight: 15 },
    { item: 'more', weight: 15 },
    { item: 'other', weight: 70 },
  ]);
  if (what === 'less') changed.delete(key);
  else if (what === 'more') changed.set(random.int(-3, 99), anyItem(random));
  else changed.set(key, changedItem(value, random));
  return changed;
}

function changedBytes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const inside = random.chance(0.7) ? itemIn(bytes) : null;
  if (inside !== null) return encode(changedItem(inside, random));
  return random.chance(0.6) ? changedAt(bytes, random) : random.bytes(random.int(0, 2 * bytes.length));
}

/** What a byte string holds, where it is an item with others inside. */
function itemIn(bytes: Uint8Array): CborValue | null {
  if (bytes.length < 2 || ![4, 5, 6].includes((bytes[0] ?? 0) >> 5)) return null;
  try {
    return decode(bytes);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

/** One bit changed. */
export function changedAt(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = random.int(0, bytes.length - 1);
  return bytes.with(at, (bytes[at] ?? 0) ^ (1 << random.int(0, 7)));
}

/** Encodings of one item that no writer of the profile gives. */
const strange = [
  '1800',
  '190001',
  '5fff',
  '9fff',
  'bfff',
  'ff',
  'f7',
  'f90000',
  'fb0000000000000000',
  'c000',
  'd9d9f700',
  `${'81'.repeat(20)}00`,
].map(fromHex);

/** Bytes near an item's: cut, grown, with parts doubled, moved or in another encoding. */
export function changedEncoding(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [from, to] = [random.int(0, bytes.length), random.int(0, bytes.length)].toSorted((a, b) => a - b);
  switch (random.int(0, 4)) {
    case 0:
      return bytes.slice(0, from);
    case 1:
      return Uint8Array.of(...bytes.slice(0, from), ...random.pick(strange), ...bytes.slice(from));
    case 2:
      return Uint8Array.of(...bytes.slice(0, to), ...bytes.slice(from));
    case 3:
      return Uint8Array.of(...bytes.slice(0, from), ...bytes.slice(to));
    default:
      return changedAt(bytes, random);
  }
}
