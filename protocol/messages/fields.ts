import { z } from 'zod';
import { fromHex, toHex } from '../codec/bytes.ts';
import { carId, commandId, issuerId, journalId, reservationId, subject, tokenId } from '../ids.ts';
import { epochMilliseconds, epochSeconds, metres, milliseconds } from '../units.ts';

/** Wire forms of single fields: each a zod codec from the CBOR item to the value inside. */

/** An unsigned integer up to 2^53 − 1. */
export const uint = z.number().int().min(0);

/** A share in thousandths, 0 to 1000. */
export const permille = uint.max(1000);

const byteString = z.custom<Uint8Array>((value) => value instanceof Uint8Array, {
  error: 'not a byte string',
});

/** A byte string of exactly `length` bytes. */
export const bytes = (length: number) =>
  byteString.refine((value) => value.length === length, { error: `not ${length} bytes` });

/** A byte string of `least` to `most` bytes. */
export const bytesBetween = (least: number, most: number) =>
  byteString.refine((value) => value.length >= least && value.length <= most, {
    error: `not ${least} to ${most} bytes`,
  });

function eightBytes<Id extends string>(brand: (text: string) => Id) {
  return z.codec(bytes(8), z.custom<Id>(), {
    decode: (value) => brand(toHex(value)),
    encode: (id) => fromHex(id),
  });
}

/** 1 to 8 characters of `a-z 0-9 -` (clause 1.5). */
function shortName<Id extends string>(brand: (text: string) => Id) {
  return z.codec(z.string().regex(/^[a-z0-9-]{1,8}$/), z.custom<Id>(), { decode: brand, encode: (id) => id });
}

function whole<Unit extends number>(brand: (value: number) => Unit) {
  return z.codec(uint, z.custom<Unit>(), { decode: brand, encode: (value) => value });
}

export const journalField = eightBytes(journalId);
export const reservationField = eightBytes(reservationId);
export const tokenIdField = eightBytes(tokenId);
export const commandField = eightBytes(commandId);
export const carField = shortName(carId);
export const issuerField = shortName(issuerId);
export const subjectField = shortName(subject);
export const metresField = whole(metres);
export const millisecondsField = whole(milliseconds);
export const wallTimeField = whole(epochMilliseconds);
export const secondsField = whole(epochSeconds);

/** A closed list of words, each an unsigned integer on the wire. A number that is not in the list is refused. */
export function wordField<const Words extends Readonly<Record<string, number>>>(words: Words) {
  type Word = Extract<keyof Words, string>;
  const wordOf = new Map<number, string>(Object.entries(words).map(([word, number]) => [number, word]));
  const isWord = (word: string | undefined): word is Word => word !== undefined && Object.hasOwn(words, word);
  return z.codec(uint, z.custom<Word>(), {
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
}
