import { expect, it } from 'vitest';
import { verdicts } from '../../../protocol/messages/words.ts';
import { readVectors, textOf } from './read-vectors.ts';
import { vectorFiles } from './vector-files.ts';
import {
  carDialogueFile,
  cborFile,
  keyFile,
  listFile,
  phoneDialogueFile,
  receiptFile,
  rentalFile,
  tokenFile,
} from './vector-format.ts';

const tokens = readVectors('tokens.json', tokenFile).vectors;
const rentals = readVectors('rentals.json', rentalFile).vectors;
const phones = readVectors('phone-dialogues.json', phoneDialogueFile).vectors;
const lists = readVectors('lists.json', listFile).vectors;

it.each([...vectorFiles])('%s is as `npm run vectors` writes it, byte for byte', (file, text) => {
  expect(textOf(file)).toBe(text);
});

it('at least 60 vectors are refusals of tokens, and of each other file some', () => {
  const refusals = {
    tokens: tokens.filter(({ verdict }) => verdict !== 'granted').length,
    rentals: rentals.filter(({ verdict }) => verdict !== 'granted').length,
    keys: readVectors('keys.json', keyFile).vectors.filter(({ verdict }) => verdict !== 'taken').length,
    cbor: readVectors('cbor.json', cborFile).vectors.filter(({ verdict }) => verdict !== 'taken').length,
    lists: lists.filter((vector) => vector.lists.every(({ outcome }) => outcome === 'refused')).length,
    cars: readVectors('car-dialogues.json', carDialogueFile).vectors.filter(
      ({ verdict }) => verdict === 'refused',
    ).length,
    phones: phones.filter(({ outcome }) => 'fault' in outcome || outcome.verdict !== 'granted').length,
    receipts: readVectors('receipts.json', receiptFile).vectors.filter(({ verdict }) => verdict === 'refused')
      .length,
  };
  expect(refusals.tokens).toBeGreaterThanOrEqual(60);
  expect(Object.values(refusals).every((count) => count >= 15)).toBe(true);
});

it('every verdict is that of some vector, but for what only a car in use can give', () => {
  const given = new Set([...tokens, ...rentals].map(({ verdict }) => verdict));
  const never = Object.keys(verdicts).filter((word) => ![...given].some((verdict) => verdict === word));
  expect(never).toEqual(['not-confirmed', 'too-many-attempts']);
});

it('no two vectors of a file have the same name', () => {
  for (const [file, text] of vectorFiles) {
    const names = [...text.matchAll(/^ {3}"name": (.*),$/gm)].map(([, name]) => name);
    expect(names.length, file).toBeGreaterThan(10);
    expect(
      names.filter((name, at) => names.indexOf(name) !== at),
      file,
    ).toEqual([]);
  }
});
