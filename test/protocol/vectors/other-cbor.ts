import { fromHex } from '../../../protocol/codec/bytes.ts';
import { maxDepth } from '../../../protocol/codec/scan.ts';
import type { CborVector } from './vector-format.ts';

const nested = (depth: number): string => `${'81'.repeat(depth)}00`;

const taken: readonly (readonly [string, string])[] = [
  ['0', '00'],
  ['23', '17'],
  ['24', '1818'],
  ['2^32', '1b0000000100000000'],
  ['2^64 - 1', '1bffffffffffffffff'],
  ['-1', '20'],
  ['-2^64 + 1', '3bfffffffffffffffe'],
  ['bytes', '43010203'],
  ['text', '6568656c6c6f'],
  ['text beyond ASCII', '62c3bc'],
  ['text with a byte order mark', '63efbbbf'],
  ['an empty array', '80'],
  ['an empty map', 'a0'],
  ['keys in order: 1, 24, -1, text', 'a4010018180020006161 00'.replace(' ', '')],
  ['false, true, null', '83f4f5f6'],
  ['the tag of COSE_Sign1', 'd280'],
  [`an item within ${maxDepth} arrays`, nested(maxDepth)],
];

const malformed: readonly (readonly [string, string])[] = [
  ['no bytes', ''],
  ['cut short in a head', '18'],
  ['cut short in bytes', '430102'],
  ['cut short in a map', 'a101'],
  ['a byte behind the item', '0000'],
  ['23 in two bytes', '1817'],
  ['255 in three bytes', '1900ff'],
  ['65535 in five bytes', '1a0000ffff'],
  ['2^32 - 1 in nine bytes', '1b00000000ffffffff'],
  ['-2^64', '3bffffffffffffffff'],
  ['a length that is not the shortest', '5803010203'],
  ['bytes of indefinite length', '5f43010203ff'],
  ['text of indefinite length', '7f6161ff'],
  ['an array of indefinite length', '9f00ff'],
  ['a map of indefinite length', 'bf0000ff'],
  ['a break alone', 'ff'],
  ['reserved length 28', '1c'],
  ['a key twice', 'a201000100'],
  ['keys out of order', 'a202000100'],
  ['keys by length, not bytewise', 'a220001818 00'.replace(' ', '')],
  ['a half float', 'f93c00'],
  ['a float', 'fa3f800000'],
  ['a double', 'fb3ff0000000000000'],
  ['undefined', 'f7'],
  ['simple value 0', 'e0'],
  ['simple value 32', 'f820'],
  ['a date (tag 1)', 'c100'],
  ['a bignum (tag 2)', 'c240'],
  ['self-described CBOR (tag 55799)', 'd9d9f700'],
  ['text that is not UTF-8', '61ff'],
  ['text with a surrogate', '63eda080'],
  ['an overlong letter', '62c080'],
  [`an item within ${maxDepth + 1} arrays`, nested(maxDepth + 1)],
  ['an array of 2^32 items', '9b0000000100000000'],
  ['bytes of 2^63', '5b8000000000000000'],
];

const vector =
  (verdict: CborVector['verdict']) =>
  ([name, item]: readonly [string, string]): CborVector => {
    fromHex(item);
    return { name, clause: '1.1', item, verdict };
  };

export const cborVectors: readonly CborVector[] = [
  ...taken.map(vector('taken')),
  ...malformed.map(vector('malformed')),
];
