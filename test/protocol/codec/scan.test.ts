import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { maxDepth, scan } from '../../../protocol/codec/scan.ts';
import { CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';

const refusal = (hex: string): unknown => {
  try {
    scan(fromHex(hex));
    return 'taken';
  } catch (thrown) {
    return thrown instanceof MalformedError ? thrown.message : thrown;
  }
};

const at = (offset: number, what: string) => `CBOR at byte ${offset}: ${what}`;

describe('what the scanner refuses (D16, clause 1.1)', () => {
  it.each([
    ['1817', 'an integer of one byte in two'],
    ['3817', 'a negative integer of one byte in two'],
    ['190018', 'in three instead of two'],
    ['1a0000ffff', 'in five instead of three'],
    ['1b00000000ffffffff', 'in nine instead of five'],
    ['5800', 'the length of a byte string'],
    ['78017a', 'the length of a text'],
    ['980101', 'the length of an array'],
    ['b8010101', 'the length of a map'],
    ['d81200', 'the number of a tag'],
    ['f814', 'a simple value'],
  ])('%s: %s is not in its shortest form', (hex) => {
    expect(refusal(hex)).toBe(at(0, 'not in its shortest form'));
  });

  it.each(['5fff', '7fff', '9fff', 'bfff', 'ff'])('%s: indefinite length', (hex) => {
    expect(refusal(hex)).toBe(at(0, 'indefinite length'));
  });

  it.each(['1c', '3d', '5e', 'fc', 'fd', 'fe'])('%s: reserved length', (hex) => {
    expect(refusal(hex)).toBe(at(0, 'reserved length'));
  });

  it.each(['f90000', 'fa00000000', 'fb0000000000000000', 'f97e00'])('%s: floating point', (hex) => {
    expect(refusal(hex)).toBe(at(0, 'floating point'));
  });

  it.each([
    ['e0', 0],
    ['f3', 19],
    ['f7', 23],
    ['f818', 24],
    ['f8ff', 255],
  ])('%s: simple value %i', (hex, value) => {
    expect(refusal(hex)).toBe(at(0, `simple value ${value}`));
  });

  it.each([
    ['c000', 0],
    ['c24101', 2],
    ['d000', 16],
    ['d83e00', 62],
    ['d9d9f700', 55_799],
  ])('%s: tag %i', (hex, tag) => {
    expect(refusal(hex)).toBe(at(0, `tag ${tag}`));
  });

  it.each([
    ['a201000100', 3, 'duplicate key'],
    ['a2616100616100', 4, 'duplicate key'],
    ['a202000100', 3, 'keys not in order'],
    ['a220000100', 3, 'keys not in order'],
    ['a2626161006162', 5, 'keys not in order'],
  ])('%s: keys of a map are unique and in the order of their bytes', (hex, offset, what) => {
    expect(refusal(hex)).toBe(at(offset, what));
  });

  it.each([
    ['6180', 'a lone continuation byte'],
    ['61c3', 'half a letter'],
    ['62c080', 'an overlong form'],
    ['63eda080', 'a surrogate'],
    ['64f4908080', 'beyond U+10FFFF'],
  ])('%s: text that is not UTF-8: %s', (hex) => {
    expect(refusal(hex)).toBe(at(1, 'text that is not UTF-8'));
  });

  it('bytes behind the item', () => {
    expect(refusal('0000')).toBe(at(1, '1 bytes behind the item'));
  });

  it('the integer -2^64, which not every writer can say', () => {
    expect(refusal('3bffffffffffffffff')).toBe(at(0, 'integer -2^64'));
    expect(refusal('3bfffffffffffffffe')).toBe('taken');
    expect(refusal('1bffffffffffffffff')).toBe('taken');
  });

  it.each([
    ['arrays', '81'],
    ['maps, by their values', 'a100'],
    ['tags', 'd2'],
  ])(`an item inside more than ${maxDepth} %s`, (_, opening) => {
    expect(refusal(`${opening.repeat(maxDepth)}00`)).toBe('taken');
    expect(refusal(`${opening.repeat(maxDepth + 1)}00`)).toMatch(/nested deeper than 16$/);
  });

  it('an item that is too deep as a key', () => {
    expect(refusal(`${'81'.repeat(15)}a10000`)).toBe('taken');
    expect(refusal(`${'81'.repeat(16)}a10000`)).toMatch(/nested deeper than 16$/);
  });

  it.each([
    '5bffffffffffffffff',
    '7bffffffffffffffff',
    '9bffffffffffffffff',
    'bbffffffffffffffff',
    '9affffffff00',
  ])('%s: an announced length that is not there costs no memory', (hex) => {
    expect(refusal(hex)).toMatch(/cut short$/);
  });

  it('an item that is cut at any offset', () => {
    const value: CborValue = new CborTag(18, [
      Uint8Array.of(1, 2, 3),
      new Map<CborValue, CborValue>([
        [1, 1000],
        [-65_537, [true, null, 70_000, 2 ** 40]],
        ['text', 'é€'],
      ]),
      new Uint8Array(300),
    ]);
    const whole = encode(value);
    scan(whole);
    for (let length = 0; length < whole.length; length++) {
      expect(() => scan(whole.subarray(0, length)), `${length} bytes`).toThrow(/cut short$/);
    }
  });
});
