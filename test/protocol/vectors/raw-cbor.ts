import { concat } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import type { CborValue } from '../../../protocol/codec/value.ts';

/** Bytes that the codec would not write: what a reader has to refuse. */

type Part = Uint8Array | { readonly item: CborValue };

const bytesOf = (part: Part): Uint8Array => (part instanceof Uint8Array ? part : encode(part.item));

/** A head of major type `major` in its shortest form. */
export function head(major: number, argument: number): Uint8Array {
  if (argument < 24) return Uint8Array.of((major << 5) | argument);
  if (argument < 256) return Uint8Array.of((major << 5) | 24, argument);
  return Uint8Array.of((major << 5) | 25, argument >> 8, argument & 0xff);
}

export const byteString = (content: Uint8Array): Uint8Array => concat(head(2, content.length), content);

/** A map of exactly these entries, in this order. */
export const rawMap = (...entries: readonly (readonly [CborValue, Part])[]): Uint8Array =>
  concat(head(5, entries.length), ...entries.flatMap(([key, value]) => [encode(key), bytesOf(value)]));

/** The entries of a map, each written by itself. */
export const entriesOf = (map: ReadonlyMap<CborValue, CborValue>): readonly [CborValue, Part][] =>
  [...map].map(([key, item]) => [key, { item }]);

/** A map that says its end with a break. */
export const indefiniteMap = (map: ReadonlyMap<CborValue, CborValue>): Uint8Array =>
  concat(
    Uint8Array.of(0xbf),
    ...[...map].flatMap(([key, value]) => [encode(key), encode(value)]),
    Uint8Array.of(0xff),
  );

/** A byte string in one chunk of its own. */
export const chunked = (content: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x5f), byteString(content), Uint8Array.of(0xff));
