import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { decode, encode } from '../../protocol/codec/cbor.ts';
import { MalformedError } from '../../protocol/errors.ts';
import { readData } from './data-folder.ts';

/** Appendix A of RFC 8949, as published by cbor/test-vectors. */
const vectors = z
  .array(z.object({ hex: z.string(), roundtrip: z.boolean(), decoded: z.unknown().optional() }))
  .parse(JSON.parse(readData('cbor/appendix_a.json')));

/** What the profile leaves out (clause 1.1): each such vector by the class of its refusal; all others are taken. */
const refused = new Map<string, readonly string[]>([
  ['integer -2^64', ['3bffffffffffffffff']],
  [
    'tag',
    [
      'c249010000000000000000',
      'c349010000000000000000',
      'c074323031332d30332d32315432303a30343a30305a',
      'c11a514b67b0',
      'c1fb41d452d9ec200000',
      'd74401020304',
      'd818456449455446',
      'd82076687474703a2f2f7777772e6578616d706c652e636f6d',
    ],
  ],
  ['simple value', ['f7', 'f0', 'f818', 'f8ff']],
  [
    'indefinite length',
    [
      '5f42010243030405ff',
      '7f657374726561646d696e67ff',
      '9fff',
      '9f018202039f0405ffff',
      '9f01820203820405ff',
      '83018202039f0405ff',
      '83019f0203ff820405',
      '9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff',
      'bf61610161629f0203ffff',
      '826161bf61626163ff',
      'bf6346756ef563416d7421ff',
    ],
  ],
  ['floating point', vectors.map(({ hex }) => hex).filter((hex) => /^f[9ab]/.test(hex))],
]);

const expectedOf = (hex: string): string =>
  [...refused].find(([, list]) => list.includes(hex))?.[0] ?? 'taken';

/** `taken`, or the class of the refusal. */
function outcomeOf(hex: string): string {
  try {
    decode(fromHex(hex));
    return 'taken';
  } catch (thrown) {
    if (!(thrown instanceof MalformedError)) throw thrown;
    return thrown.message.replace(/^CBOR at byte \d+: /, '').replace(/^(tag|simple value) \d+$/, '$1');
  }
}

/** JSON of the vectors says bytes in no way and large integers as rounded numbers. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Map) {
    return Object.fromEntries(Array.from(value, ([key, item]) => [String(key), comparable(item)]));
  }
  return Array.isArray(value) ? value.map(comparable) : value;
}

describe('RFC 8949 appendix A', () => {
  it.each(vectors.map(({ hex }) => hex))('%s is taken, or refused for its class', (hex) => {
    expect(outcomeOf(hex)).toBe(expectedOf(hex));
  });

  it.each(vectors.filter(({ hex }) => expectedOf(hex) === 'taken'))(
    '$hex comes back as it was',
    ({ hex, decoded }) => {
      const value = decode(fromHex(hex));
      expect(toHex(encode(value))).toBe(hex);
      if (decoded !== undefined) expect(comparable(value)).toEqual(decoded);
    },
  );

  it('is covered as a whole, class by class', () => {
    const found = Object.groupBy(vectors, ({ hex }) => outcomeOf(hex));
    expect(Object.fromEntries(Object.entries(found).map(([name, list]) => [name, list?.length]))).toEqual({
      taken: 36,
      'floating point': 22,
      'indefinite length': 11,
      tag: 8,
      'simple value': 4,
      'integer -2^64': 1,
    });
  });
});
