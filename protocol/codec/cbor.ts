import { Encoder, Tag } from 'cbor-x';
import { compareBytes } from './bytes.ts';
import { maxDepth, scan } from './scan.ts';
import { allowedTags, type CborMap, CborTag, type CborValue } from './value.ts';

const encoder = new Encoder({
  useRecords: false,
  mapsAsObjects: false,
  tagUint8Array: false,
  variableMapSize: true,
});

/**
 * Deterministic CBOR (RFC 8949 §4.2.1) of a value (D16).
 * @throws {TypeError} on what the profile cannot say: fractions, integers beyond 64 bits, lone surrogates, keys that
 * come out the same, other tags, items nested too deep.
 */
export function encode(value: CborValue): Uint8Array {
  return new Uint8Array(encoder.encode(prepare(value, 0)));
}

/**
 * Reads one item of deterministic CBOR; integers come as numbers where that is exact.
 * @throws {MalformedError} on everything that `encode` would not have written.
 */
export const decode = (bytes: Uint8Array): CborValue => scan(bytes);

type Prepared = unknown;

function prepare(value: CborValue, depth: number): Prepared {
  if (depth > maxDepth) throw new TypeError(`nested deeper than ${maxDepth}`);
  if (typeof value === 'number') return prepareNumber(value);
  if (typeof value === 'bigint') return prepareBigint(value);
  if (typeof value === 'string') return prepareText(value);
  if (typeof value === 'boolean' || value === null || value instanceof Uint8Array) return value;
  if (value instanceof CborTag) return prepareTag(value, depth);
  if (isMap(value)) return prepareMap(value, depth);
  return value.map((item) => prepare(item, depth + 1));
}

/** cbor-x writes integers from 2^32 on as floats unless they are BigInt. */
function prepareNumber(value: number): number | bigint {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no integer that CBOR here can say`);
  return value >= 2 ** 32 || value < -(2 ** 32) ? BigInt(value) : value + 0;
}

function prepareBigint(value: bigint): number | bigint {
  if (value >= 1n << 64n || value <= -(1n << 64n)) throw new TypeError(`${value} is beyond 64 bits`);
  return value >= 1n << 32n || value < -(1n << 32n) ? value : Number(value);
}

function prepareText(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('text with a lone surrogate');
  return value;
}

function prepareTag({ tag, value }: CborTag, depth: number): Prepared {
  if (!allowedTags.has(tag)) throw new TypeError(`tag ${tag} is not used here`);
  return new Tag(prepare(value, depth + 1), tag);
}

function prepareMap(map: CborMap, depth: number): Prepared {
  const keys = [...map.keys()];
  return keys.every((key) => typeof key === 'number')
    ? prepareNumbered(map, keys.sort(inOrderOfBytes), depth)
    : prepareAny(map, depth);
}

/** Most maps have such keys only; their order is known without encoding them. */
function prepareNumbered(map: CborMap, keys: readonly number[], depth: number): Prepared {
  const prepared = new Map<Prepared, Prepared>();
  for (const key of keys) prepared.set(prepare(key, depth + 1), prepare(map.get(key) ?? null, depth + 1));
  return prepared;
}

/** Rising from 0 on, then falling from −1 on. */
const inOrderOfBytes = (left: number, right: number): number =>
  left < 0 === right < 0 ? Math.abs(left) - Math.abs(right) : left < 0 ? 1 : -1;

function prepareAny(map: CborMap, depth: number): Prepared {
  const entries = Array.from(map, ([key, value]) => ({
    order: encode(key),
    key: prepare(key, depth + 1),
    value: prepare(value, depth + 1),
  }));
  entries.sort((left, right) => compareBytes(left.order, right.order));
  for (const [at, { order }] of entries.entries()) {
    const before = entries[at - 1];
    if (before !== undefined && compareBytes(before.order, order) === 0) {
      throw new TypeError('two keys of a map that are the same in CBOR');
    }
  }
  return new Map(entries.map(({ key, value }) => [key, value]));
}

const isMap = (value: CborMap | readonly CborValue[]): value is CborMap => value instanceof Map;
