import fc from 'fast-check';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { CborTag, type CborValue } from '../../../protocol/codec/value.ts';

const integers = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 64n) + 1n, max: 2n ** 64n - 1n }).map(asDecoded),
  fc.constantFrom(-(2 ** 31), -(2 ** 31) - 1, -(2 ** 32), -(2 ** 32) - 1, 2 ** 32 - 1, 2 ** 32),
);

const leaf: fc.Arbitrary<CborValue> = fc.oneof(
  integers,
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.uint8Array({ maxLength: 300 }),
  fc.boolean(),
  fc.constant(null),
);

/** `decode` gives a number wherever it is exact. */
function asDecoded(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const asMap = (entries: readonly (readonly [CborValue, CborValue])[]): CborValue =>
  new Map([...new Map(entries.map((entry) => [toHex(encode(entry[0])), entry])).values()]);

/** Any value of the profile (D16), as `decode` gives it except that map keys stand in any order. */
export const cborValues: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.tuple(leaf, tie('value')), { maxLength: 8 }).map(asMap),
    fc.tuple(fc.constantFrom(17, 18, 61), tie('value')).map(([tag, value]) => new CborTag(tag, value)),
  ),
})).value;
