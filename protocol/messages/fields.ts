import { z } from 'zod';
import { fromHex, toHex } from '../codec/bytes.ts';
import type { CborValue } from '../codec/value.ts';
import {
  carId,
  chargeId,
  commandId,
  issuerId,
  journalId,
  pseudonym,
  reservationId,
  subject,
  tokenId,
} from '../ids.ts';
import { epochMilliseconds, epochSeconds, metres, milliseconds } from '../units.ts';
import {
  type QuickReader,
  type QuickWriter,
  quickReaderOrSchema,
  quickWriterOrSchema,
  unsure,
  withQuickReader,
  withQuickWriter,
} from './quick.ts';

/** Wire forms of single fields: each a zod codec from the CBOR item to the value inside. */

/** A field whose value is the item as it stands, where that is good. */
const asItIs = <Schema extends z.ZodType>(schema: Schema, quick: QuickWriter): Schema =>
  withQuickWriter(withQuickReader(schema, quick), quick);

/** An unsigned integer up to 2^53 − 1. */
export const uint = asItIs(z.number().int().min(0), (item) => (isUint(item) ? item : unsure));

/** The same from 1 on. */
export const positive = asItIs(uint.min(1), (item) => (isUint(item) && item > 0 ? item : unsure));

/** An integer of either sign, as far as numbers are exact. */
export const integer = asItIs(z.number().int(), (item) => (isInteger(item) ? item : unsure));

const isInteger = (item: unknown): item is number => Number.isSafeInteger(item);
const isUint = (item: unknown): item is number => isInteger(item) && item >= 0;

/** A share in thousandths, 0 to 1000. */
export const permille = asItIs(uint.max(1000), (item) => (isUint(item) && item <= 1000 ? item : unsure));

const byteString = z.custom<Uint8Array>((value) => value instanceof Uint8Array, {
  error: 'not a byte string',
});

/** A byte string of exactly `length` bytes. */
export const bytes = (length: number) =>
  asItIs(
    byteString.refine((value) => value.length === length, { error: `not ${length} bytes` }),
    (item) => (item instanceof Uint8Array && item.length === length ? item : unsure),
  );

/** A byte string of `least` to `most` bytes. */
export const bytesBetween = (least: number, most: number) =>
  asItIs(
    byteString.refine((value) => value.length >= least && value.length <= most, {
      error: `not ${least} to ${most} bytes`,
    }),
    (item) => (item instanceof Uint8Array && item.length >= least && item.length <= most ? item : unsure),
  );

/** The same, or null. */
export const nullable = <Schema extends z.ZodType>(field: Schema) => {
  const read = quickReaderOrSchema(field);
  const write = quickWriterOrSchema(field);
  const schema = withQuickReader(field.nullable(), (item) => (item === null ? null : read(item)));
  return withQuickWriter(schema, (value) => (value === null ? null : write(value)));
};

/** `least` to `most` items of one kind. */
export const arrayOf = <Schema extends z.ZodType>(field: Schema, least: number, most: number) => {
  const read = quickReaderOrSchema(field);
  return withQuickReader(z.array(field).min(least).max(most), (item) =>
    Array.isArray(item) && item.length >= least && item.length <= most ? readAll(item, () => read) : unsure,
  );
};

/** One item of each kind, in this order. */
export const tupleOf = <const Fields extends readonly [z.ZodType, ...z.ZodType[]]>(...fields: Fields) => {
  const readers = fields.map(quickReaderOrSchema);
  return withQuickReader(z.tuple(fields), (item) =>
    Array.isArray(item) && item.length === readers.length ? readAll(item, (at) => readers[at]) : unsure,
  );
};

function readAll(
  items: readonly CborValue[],
  readerAt: (at: number) => QuickReader | undefined,
): unknown[] | typeof unsure {
  const values: unknown[] = [];
  for (let at = 0; at < items.length; at++) {
    const value = readerAt(at)?.(items[at] ?? null) ?? null;
    if (value === unsure) return unsure;
    values.push(value);
  }
  return values;
}

function eightBytes<Id extends string>(brand: (text: string) => Id) {
  const schema = z.codec(bytes(8), z.custom<Id>(), {
    decode: (value) => brand(toHex(value)),
    encode: (id) => fromHex(id),
  });
  const pattern = /^[0-9a-f]{16}$/;
  withQuickReader(schema, (item) => (item instanceof Uint8Array && item.length === 8 ? toHex(item) : unsure));
  return withQuickWriter(schema, (id) => (typeof id === 'string' && pattern.test(id) ? fromHex(id) : unsure));
}

/** 1 to 8 characters of `a-z 0-9 -` (clause 1.5). */
function shortName<Id extends string>(brand: (text: string) => Id) {
  const pattern = /^[a-z0-9-]{1,8}$/;
  const schema = z.codec(z.string().regex(pattern), z.custom<Id>(), { decode: brand, encode: (id) => id });
  return asItIs(schema, (item) => (typeof item === 'string' && pattern.test(item) ? item : unsure));
}

function whole<Unit extends number>(brand: (value: number) => Unit, most = Number.MAX_SAFE_INTEGER) {
  const schema = z.codec(uint.max(most), z.custom<Unit>(), { decode: brand, encode: (value) => value });
  return asItIs(schema, (item) => (isUint(item) && item <= most ? item : unsure));
}

/** Until 2106 (clause 1.2): in milliseconds such a time is far from where numbers and calendars end. */
const mostSeconds = 0xffff_ffff;

export const journalField = eightBytes(journalId);
export const reservationField = eightBytes(reservationId);
export const tokenIdField = eightBytes(tokenId);
export const commandField = eightBytes(commandId);
export const chargeField = eightBytes(chargeId);
export const pseudonymField = eightBytes(pseudonym);
export const carField = shortName(carId);
export const issuerField = shortName(issuerId);
export const subjectField = shortName(subject);
export const metresField = whole(metres);
export const millisecondsField = whole(milliseconds);
export const wallTimeField = whole(epochMilliseconds);
export const secondsField = whole(epochSeconds, mostSeconds);

/** A closed list of words, each an unsigned integer on the wire. A number that is not in the list is refused. */
export function wordField<const Words extends Readonly<Record<string, number>>>(words: Words) {
  type Word = Extract<keyof Words, string>;
  const wordOf = new Map<number, string>(Object.entries(words).map(([word, number]) => [number, word]));
  const isWord = (word: string | undefined): word is Word => word !== undefined && Object.hasOwn(words, word);
  const schema = z.codec(uint, z.custom<Word>(), {
    decode: (number, context) => {
      const word = wordOf.get(number);
      if (isWord(word)) return word;
      context.issues.push({ code: 'custom', input: number, message: `unknown number ${number}` });
      return z.NEVER;
    },
    encode: (word, context) => {
      const number = words[word];
      if (number !== undefined) return number;
      context.issues.push({ code: 'custom', input: word, message: `unknown word ${word}` });
      return z.NEVER;
    },
  });
  const numberOf = new Map<unknown, number>(Object.entries(words));
  withQuickReader(schema, (item) => (typeof item === 'number' ? wordOf.get(item) : undefined) ?? unsure);
  return withQuickWriter(schema, (word) => numberOf.get(word) ?? unsure);
}
