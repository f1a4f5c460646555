import { describe, expect, test } from 'vitest';
import { encode } from '../../../protocol/codec/cbor.ts';
import { decodeEntryBody, encodeEntryBody, entryKinds } from '../../../protocol/entry/bodies.ts';
import { decodeEntry, encodeEntry, entryHeaderCodec } from '../../../protocol/entry/entry.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { entryBodies } from './entry-maps.ts';

test.each(entryBodies)('$kind is read as it was written (clause 14.2)', (body) => {
  expect(decodeEntryBody(entryKinds[body.kind].number, encodeEntryBody(body))).toEqual(body);
});

test('every kind has its number once', () => {
  const numbers = Object.values(entryKinds).map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(entryBodies.map(({ kind }) => kind)).toEqual(expect.arrayContaining(Object.keys(entryKinds)));
});

describe('an entry (clause 14.1)', () => {
  const headerBytes = encode(
    entryHeaderCodec.write({
      number: 7,
      kind: 6,
      enteredAt: epochMilliseconds(1),
      link: new Uint8Array(32),
      bodyDigest: new Uint8Array(32),
    }),
  );
  const parts = {
    headerBytes,
    bodyBytes: new Uint8Array([0xa0]),
    noteBytes: null,
    signature: new Uint8Array(64),
  };

  test('keeps the bytes of its parts', () => {
    expect(decodeEntry(encodeEntry(parts))).toMatchObject({ ...parts, header: { number: 7 } });
  });

  test.each<[string, Uint8Array]>([
    ['too long', new Uint8Array(5000)],
    ['no array of four', encode([])],
    ['a header that is no bytes', encode([1, parts.bodyBytes, null, parts.signature])],
    ['a body that is no bytes', encode([headerBytes, null, null, parts.signature])],
    ['a note that is no bytes', encode([headerBytes, parts.bodyBytes, 1, parts.signature])],
    ['a short signature', encode([headerBytes, parts.bodyBytes, null, new Uint8Array(63)])],
  ])('%s is malformed', (_, bytes) => {
    expect(() => decodeEntry(bytes)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  test('a price that is no decimal number, and a date that is none, are malformed', () => {
    expect(() =>
      encodeEntryBody({ kind: 'fuel-price', date: '2026-05-29', eurosPerLitre: '1,75' }),
    ).toThrow();
    expect(() =>
      encodeEntryBody({ kind: 'fuel-price', date: '2026-05-32', eurosPerLitre: '1.75' }),
    ).toThrow();
  });
});
