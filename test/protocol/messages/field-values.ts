import fc from 'fast-check';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { carId, commandId, journalId, reservationId, subject, tokenId } from '../../../protocol/ids.ts';
import { epochMilliseconds, epochSeconds, metres, milliseconds } from '../../../protocol/units.ts';

/** Arbitrary values of single fields, with the brands that messages want. */
export const bytesOf = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });

const eightBytes = bytesOf(8).map(toHex);
const shortNames = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
export const counts = fc.maxSafeNat();
export const seqs = fc.maxSafeNat().map((value) => Math.max(1, value));

export const journals = eightBytes.map(journalId);
export const reservations = eightBytes.map(reservationId);
export const tokenIds = eightBytes.map(tokenId);
export const commandIds = eightBytes.map(commandId);
export const cars = shortNames.map(carId);
export const subjects = shortNames.map(subject);
export const distances = counts.map(metres);
export const durations = counts.map(milliseconds);
export const wallTimes = counts.map(epochMilliseconds);
export const seconds = fc.integer({ min: 0, max: 0xffff_ffff }).map(epochSeconds);
export const permilles = fc.integer({ min: 0, max: 1000 });
export const links = bytesOf(32);

/** One of the words of a list. */
export function wordsOf<const Words extends object>(
  words: Words,
): fc.Arbitrary<Extract<keyof Words, string>> {
  const isWord = (word: string): word is Extract<keyof Words, string> => Object.hasOwn(words, word);
  return fc.constantFrom(...Object.keys(words).filter(isWord));
}
