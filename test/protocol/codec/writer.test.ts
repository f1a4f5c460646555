import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { CborWriter } from '../../../protocol/codec/writer.ts';

/** Around each width of a head, and anywhere. */
const numbers = fc.oneof(
  fc.maxSafeNat(),
  fc
    .tuple(
      fc.constantFrom(24, 2 ** 8, 2 ** 16, 2 ** 31, 2 ** 32, 2 ** 53 - 2),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([edge, step]) => edge + step),
);
const items = fc.oneof(numbers, fc.uint8Array({ maxLength: 300 }), fc.constant(null));

test('what is written item by item is what is encoded as a whole (D16)', () => {
  fc.assert(
    fc.property(fc.array(items, { maxLength: 30 }), (all) => {
      const writer = new CborWriter(10_000);
      writer.array(all.length);
      for (const item of all) {
        if (item === null) writer.null();
        else if (typeof item === 'number') writer.uint(item);
        else writer.bytes(item);
      }
      expect(toHex(writer.written())).toBe(toHex(encode(all)));
    }),
  );
});

test('a map is headed by the number of its keys', () => {
  const writer = new CborWriter(8);
  writer.map(1);
  writer.uint(7);
  writer.uint(500);
  expect(toHex(writer.written())).toBe(toHex(encode(new Map([[7, 500]]))));
});
