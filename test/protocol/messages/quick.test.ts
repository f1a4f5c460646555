import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CborValue } from '../../../protocol/codec/value.ts';
import * as fields from '../../../protocol/messages/fields.ts';
import { mapCodec } from '../../../protocol/messages/map.ts';
import { quickReaderOf, quickWriterOrSchema, unsure } from '../../../protocol/messages/quick.ts';
import { clockQualities } from '../../../protocol/messages/words.ts';
import { cborValues } from '../codec/cbor-values.ts';
import { bytesOf, counts } from './field-values.ts';

const schemas: readonly (readonly [string, z.ZodType])[] = [
  ['uint', fields.uint],
  ['a positive number', fields.positive],
  ['an integer', fields.integer],
  ['two to five bytes', fields.bytesBetween(2, 5)],
  ['a number or null', fields.nullable(fields.uint)],
  ['one to three numbers', fields.arrayOf(fields.uint, 1, 3)],
  ['an array of a field without a reader', fields.arrayOf(z.string().max(3), 0, 2)],
  ['a tuple', fields.tupleOf(fields.uint, fields.nullable(fields.bytes(8)), fields.integer)],
  ['permille', fields.permille],
  ['eight bytes', fields.bytes(8)],
  ['journal', fields.journalField],
  ['car', fields.carField],
  ['metres', fields.metresField],
  ['wall time', fields.wallTimeField],
  ['a word', fields.wordField(clockQualities)],
];

/** Items near what fields take, and all others. */
const items: fc.Arbitrary<CborValue> = fc.oneof(
  cborValues,
  counts,
  fc.integer({ min: -3, max: 1003 }),
  fc.integer({ min: 0, max: 9 }).chain(bytesOf),
  fc.stringMatching(/^[a-z0-9-]{0,9}$/),
  fc.array(counts, { maxLength: 4 }),
  fc.array(fc.stringMatching(/^[a-z]{0,4}$/), { maxLength: 3 }),
  fc.tuple(counts, fc.option(bytesOf(8)), fc.maxSafeInteger()),
  fc.constantFrom<CborValue>(2n ** 53n, -1, 0, 1000, 1001, null, true, 'Car', ''),
);

describe.each(schemas)('the quick reader of %s', (_, schema) => {
  it('reads what the schema reads, as the schema does, and nothing else (clause 1.4)', () => {
    const quick = quickReaderOf(schema);
    fc.assert(
      fc.property(items, (item) => {
        const { success, data } = schema.safeParse(item);
        expect(quick?.(item)).toEqual(success ? data : unsure);
      }),
      { numRuns: 1000 },
    );
  });
});

describe.each(schemas)('the quick writer of %s', (_, schema) => {
  const quick = quickWriterOrSchema(schema);

  it('writes all that its reader reads, as the schema does (clause 1.4)', () => {
    fc.assert(
      fc.property(items, (item) => {
        const read = schema.safeParse(item);
        if (read.success) expect(quick(read.data)).toEqual(z.encode(schema, read.data));
      }),
      { numRuns: 1000 },
    );
  });

  it('is unsure of what the schema refuses', () => {
    fc.assert(
      fc.property(items, (value) => {
        const written = quick(value);
        if (written !== unsure) expect(written).toEqual(z.encode(schema, value));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a map', () => {
  const codec = mapCodec(
    'note',
    { at: 1, car: 2, metres: 3 },
    z.strictObject({
      at: fields.uint,
      car: fields.carField.optional(),
      metres: fields.uint.min(5).optional(),
    }),
  );

  it.each([
    ['a field that is missing', {}],
    ['a field that it does not know', { at: 1, seen: 2 }],
    ['a field that is not as specified', { at: -1 }],
    ['a field without a writer that is not as specified', { at: 1, metres: 4 }],
    ['an optional field that is not as specified', { at: 1, car: 'Car' }],
  ])('is not written with %s', (_, content) => {
    expect(() => codec.writeChecked(content)).toThrow(z.ZodError);
  });

  it('is written without its absent fields', () => {
    expect([...codec.writeChecked({ at: 1, car: undefined, metres: 5 })]).toEqual([
      [1, 1],
      [3, 5],
    ]);
  });

  it('with a rule over several fields is always read by its schema', () => {
    const schema = z
      .strictObject({ from: fields.uint, to: fields.uint })
      .refine(({ from, to }) => from <= to, { error: 'ends before it begins' });
    const codec = mapCodec('range', { from: 1, to: 2 }, schema);
    const range = (from: number, to: number): CborValue =>
      new Map([
        [1, from],
        [2, to],
      ]);
    expect(codec.read(range(1, 2))).toEqual({ from: 1, to: 2 });
    expect(() => codec.read(range(2, 1))).toThrow('range: ends before it begins');
  });
});
