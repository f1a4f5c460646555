import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes, concat, fromHex, sameBytes, toHex } from '../../../protocol/codec/bytes.ts';
import { MalformedError } from '../../../protocol/errors.ts';

const anyBytes = fc.uint8Array({ maxLength: 40 });

test('hexadecimal gives back the bytes, as Buffer does', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      expect(fromHex(toHex(bytes))).toEqual(bytes);
      expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes);
    }),
  );
});

test.each(['0', '0g', '0x00', ' 00', '00\n'])('%j is not hexadecimal', (text) => {
  expect(() => fromHex(text)).toThrow(MalformedError);
});

test('bytes are the same where Buffer finds them equal, and in the order of Buffer', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (left, right) => {
      expect(sameBytes(left, right)).toBe(Buffer.from(left).equals(right));
      expect(sameBytes(left, Uint8Array.from(left))).toBe(true);
      expect(Math.sign(compareBytes(left, right))).toBe(Buffer.compare(left, right));
    }),
  );
});

test('parts are joined in their order', () => {
  fc.assert(
    fc.property(fc.array(anyBytes), (parts) => {
      expect(concat(...parts)).toEqual(new Uint8Array(Buffer.concat(parts)));
    }),
  );
});
