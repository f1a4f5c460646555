import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publicKeyOf } from '../../../gateway/token/keys.ts';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { isEd25519Point } from '../../../protocol/token/ed25519-point.ts';

const withSignBit = (bytes: Uint8Array): Uint8Array => bytes.with(31, (bytes[31] ?? 0) | 0x80);

test('the public half of every seed is a point', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      expect(isEd25519Point(publicKeyOf(seed).x)).toBe(true);
    }),
  );
});

describe('points of low order are refused: anybody can sign under them', () => {
  test.each([
    ['1', '0100000000000000000000000000000000000000000000000000000000000000'],
    ['2', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['4', '0000000000000000000000000000000000000000000000000000000000000000'],
    ['8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['8, the other one', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ])('order %s', (_, hex) => {
    expect(isEd25519Point(fromHex(hex))).toBe(false);
    expect(isEd25519Point(withSignBit(fromHex(hex)))).toBe(false);
  });
});

test.each([
  ['p', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['p + 1', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['2^255 − 1', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
])('a y that is not below p is refused: %s (RFC 8032 §5.1.3)', (_, hex) => {
  expect(isEd25519Point(fromHex(hex))).toBe(false);
});

test('about half of all y belong to no point (RFC 8032 §5.1.3)', () => {
  const candidates = Array.from({ length: 200 }, (_, at) => new Uint8Array(32).fill(7).with(0, at));
  const points = candidates.filter(isEd25519Point).length;
  expect(points).toBeGreaterThan(60);
  expect(points).toBeLessThan(140);
});

test('other lengths than 32 bytes are refused', () => {
  expect(isEd25519Point(new Uint8Array(31).fill(9))).toBe(false);
  expect(isEd25519Point(new Uint8Array(33).fill(9))).toBe(false);
});
