import { MalformedError } from '../errors.ts';
import { compareBytes } from './bytes.ts';
import { allowedTags } from './value.ts';

/** How many arrays, maps and tags an item may lie in. */
export const maxDepth = 16;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Checks that bytes are one item of deterministic CBOR (RFC 8949 §4.2.1) within Ritmeter's profile (D16): shortest
 * lengths, definite, keys sorted and unique, UTF-8, depth at most 16, no floats, tags of COSE only, nothing behind it.
 * @throws {MalformedError} naming the offset.
 */
export function scan(bytes: Uint8Array): void {
  const end = scanItem(bytes, 0, 0);
  if (end !== bytes.length) throw malformed(end, `${bytes.length - end} bytes behind the item`);
}

const malformed = (offset: number, what: string) => new MalformedError(`CBOR at byte ${offset}: ${what}`);

interface Head {
  readonly major: number;
  readonly argument: number;
  readonly next: number;
}

function scanItem(bytes: Uint8Array, offset: number, depth: number): number {
  if (depth > maxDepth) throw malformed(offset, `nested deeper than ${maxDepth}`);
  const { major, argument, next } = readHead(bytes, offset);
  switch (major) {
    case 0:
      return next;
    case 1:
      return scanNegative(bytes, offset, next);
    case 2:
      return scanBytes(bytes, next, argument);
    case 3:
      return scanText(bytes, next, argument);
    case 4:
      return scanArray(bytes, next, argument, depth);
    case 5:
      return scanMap(bytes, next, argument, depth);
    case 6:
      return scanTag(bytes, offset, next, argument, depth);
    default:
      return scanSimple(offset, argument, next);
  }
}

function readHead(bytes: Uint8Array, offset: number): Head {
  const initial = bytes[offset];
  if (initial === undefined) throw malformed(offset, 'cut short');
  const major = initial >> 5;
  const info = initial & 0x1f;
  if (info < 24) return { major, argument: info, next: offset + 1 };
  if (info > 27) throw malformed(offset, info === 31 ? 'indefinite length' : 'reserved length');
  if (major === 7 && info > 24) throw malformed(offset, 'floating point');
  const width = 2 ** (info - 24);
  const argument = readArgument(bytes, offset + 1, width);
  const least = width === 1 ? 24 : 2 ** (4 * width);
  if (argument < least) throw malformed(offset, 'not in its shortest form');
  return { major, argument, next: offset + 1 + width };
}

function readArgument(bytes: Uint8Array, offset: number, width: number): number {
  if (offset + width > bytes.length) throw malformed(offset, 'cut short');
  let argument = 0;
  for (let at = offset; at < offset + width; at++) argument = argument * 256 + (bytes[at] ?? 0);
  return argument;
}

/** −2^64 alone is beyond what `encode` can write. */
function scanNegative(bytes: Uint8Array, offset: number, next: number): number {
  const argument = bytes.subarray(offset + 1, next);
  if (argument.length === 8 && argument.every((byte) => byte === 0xff))
    throw malformed(offset, 'integer -2^64');
  return next;
}

function scanBytes(bytes: Uint8Array, offset: number, length: number): number {
  if (length > bytes.length - offset) throw malformed(offset, 'cut short');
  return offset + length;
}

function scanText(bytes: Uint8Array, offset: number, length: number): number {
  const end = scanBytes(bytes, offset, length);
  try {
    utf8.decode(bytes.subarray(offset, end));
  } catch (cause) {
    throw new MalformedError(`CBOR at byte ${offset}: text that is not UTF-8`, { cause });
  }
  return end;
}

function scanArray(bytes: Uint8Array, offset: number, length: number, depth: number): number {
  let next = offset;
  for (let count = 0; count < length; count++) next = scanItem(bytes, next, depth + 1);
  return next;
}

function scanMap(bytes: Uint8Array, offset: number, length: number, depth: number): number {
  let next = offset;
  let previousKey: Uint8Array | null = null;
  for (let count = 0; count < length; count++) {
    const keyEnd = scanItem(bytes, next, depth + 1);
    const key = bytes.subarray(next, keyEnd);
    if (previousKey !== null) requireOrder(previousKey, key, next);
    previousKey = key;
    next = scanItem(bytes, keyEnd, depth + 1);
  }
  return next;
}

function requireOrder(previous: Uint8Array, key: Uint8Array, offset: number): void {
  const order = compareBytes(previous, key);
  if (order === 0) throw malformed(offset, 'duplicate key');
  if (order > 0) throw malformed(offset, 'keys not in order');
}

function scanTag(bytes: Uint8Array, offset: number, next: number, tag: number, depth: number): number {
  if (!allowedTags.has(tag)) throw malformed(offset, `tag ${tag}`);
  return scanItem(bytes, next, depth + 1);
}

function scanSimple(offset: number, argument: number, next: number): number {
  if (argument < 20 || argument > 22) throw malformed(offset, `simple value ${argument}`);
  return next;
}
