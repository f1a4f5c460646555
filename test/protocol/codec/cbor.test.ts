import { cdeEncodeOptions, encode as encodeByPeer, Tag } from 'cbor2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes, fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import { CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { cborValues } from './cbor-values.ts';
import { mutate, mutations } from './mutations.ts';

/** The same value as package cbor2 wants it. */
function forPeer(value: CborValue): unknown {
  if (value instanceof CborTag) return new Tag(value.tag, forPeer(value.value));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [forPeer(key), forPeer(item)]));
  return Array.isArray(value) ? value.map(forPeer) : value;
}

/** Undefined where it is refused as malformed; anything else thrown goes on. */
function decodeIfWellFormed(bytes: Uint8Array): CborValue | undefined {
  try {
    return decode(bytes);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return undefined;
    throw thrown;
  }
}

describe('strict and deterministic CBOR (D16, clause 1.1)', () => {
  it('gives back every value of the profile', () => {
    fc.assert(
      fc.property(cborValues, (value) => {
        expect(decode(encode(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('writes the same bytes as package cbor2 under RFC 8949 §4.2.1', () => {
    fc.assert(
      fc.property(cborValues, (value) => {
        expect(toHex(encode(value))).toBe(toHex(encodeByPeer(forPeer(value), cdeEncodeOptions)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes no bytes but those that it would write itself', () => {
    fc.assert(
      fc.property(cborValues, mutations, (value, changes) => {
        const bytes = mutate(encode(value), changes);
        const decoded = decodeIfWellFormed(bytes);
        if (decoded !== undefined) expect(toHex(encode(decoded))).toBe(toHex(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('meets bytes of no meaning with nothing but MalformedError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decodeIfWellFormed(bytes);
        if (decoded !== undefined) expect(compareBytes(encode(decoded), bytes)).toBe(0);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['1000000000000', '1b000000e8d4a51000', 1e12],
    ['-(2^31) - 1', '3a80000000', -(2 ** 31) - 1],
    ['2^32', '1b0000000100000000', 2 ** 32],
    ['2^53', '1b0020000000000000', 2n ** 53n],
    ['2^64 - 1', '1bffffffffffffffff', 2n ** 64n - 1n],
    ['-(2^64) + 1', '3bfffffffffffffffe', -(2n ** 64n) + 1n],
  ])(
    'says the integer %s in its shortest form, a bigint only where a number is not exact',
    (_, hex, value) => {
      expect(toHex(encode(value))).toBe(hex);
      expect(decode(fromHex(hex))).toBe(value);
    },
  );

  it.each([1, 2, 20, 33, 70])('keeps a byte order mark before %i letters', (letters) => {
    const text = `\uFEFF${'é'.repeat(letters)}`;
    expect(decode(encode(text))).toBe(text);
  });

  it.each([23, 24, 63, 64, 65, 255, 256, 65_535, 65_536])(
    'keeps text of %i letters of one to four bytes',
    (letters) => {
      for (const letter of ['a', 'é', '€', '😀'])
        expect(decode(encode(letter.repeat(letters)))).toBe(letter.repeat(letters));
    },
  );

  it.each([
    ['a fraction', 0.5],
    ['a number that is none', Number.NaN],
    ['a number beyond 2^53', 2 ** 53],
    ['an integer beyond 64 bits', 2n ** 64n],
    ['-2^64, which no reader takes', -(2n ** 64n)],
    ['a lone surrogate', '\ud800'],
    ['a tag outside COSE', new CborTag(0, '2026-01-01')],
    [
      'two equal keys of bytes',
      new Map([
        [Uint8Array.of(1), 1],
        [Uint8Array.of(1), 2],
      ]),
    ],
    [
      'a number and a bigint as the same key',
      new Map<CborValue, number>([
        [1, 1],
        [1n, 2],
      ]),
    ],
    ['17 arrays in each other around a number', nested(17)],
  ])('does not write %s', (_, value) => {
    expect(() => encode(value)).toThrow(TypeError);
  });

  it('reads bytes without a trace on them', () => {
    const bytes = encode([1, Uint8Array.of(2)]);
    decode(bytes);
    expect(Object.keys(bytes)).toEqual(['0', '1', '2', '3']);
    expect(Object.getOwnPropertyNames(bytes)).toHaveLength(4);
  });

  it('leaves what it was given alone and shares no bytes with it', () => {
    const inner = Uint8Array.of(1, 2, 3);
    const bytes = encode(inner);
    bytes[1] = 9;
    expect(inner).toEqual(Uint8Array.of(1, 2, 3));
  });
});

function nested(depth: number): CborValue {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
