import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import type { CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { encodeBatch, maxBatchBytes } from '../../../protocol/messages/batch.ts';
import { headerCodec } from '../../../protocol/messages/header.ts';
import { packBatch, readBatch } from '../../../protocol/messages/packed-batch.ts';
import { encodeRecord, maxRecordBytes } from '../../../protocol/messages/record.ts';
import { clockQualities, odometerSources } from '../../../protocol/messages/words.ts';
import { sha256 } from '../../../protocol/node-digest.ts';
import { epochMilliseconds, metres, milliseconds } from '../../../protocol/units.ts';
import { mutate, mutations } from '../codec/mutations.ts';
import {
  bytesOf,
  counts,
  distances,
  durations,
  journals,
  links,
  wallTimes,
  wordsOf,
} from './field-values.ts';
import { mapIn } from './wire-forms.ts';

/** A record whose link and digest may fit what is before and inside it, or not. */
const partsWith = (wallTime: typeof wallTimes, elapsed: typeof durations, odometerMetres: typeof distances) =>
  fc.record({
    kind: counts,
    wallTime,
    clockQuality: wordsOf(clockQualities),
    elapsed,
    bootCount: counts,
    odometerMetres,
    odometerSource: wordsOf(odometerSources),
    strangeLink: fc.option(links),
    strangeDigest: fc.option(links),
    body: fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 }), { freq: 5 }),
    signature: fc.option(bytesOf(64)),
  });

const upTo = (max: number) => fc.integer({ min: 0, max });
/** As a car writes them, and with whatever numbers the fields may hold. */
const likely = partsWith(
  upTo(2 ** 45).map(epochMilliseconds),
  upTo(2 ** 40).map(milliseconds),
  upTo(2 ** 32).map(metres),
);
const wild = partsWith(wallTimes, durations, distances);
const outermost = fc.oneof(
  upTo(3),
  upTo(3).map((less) => Number.MAX_SAFE_INTEGER - less),
);
const extreme = partsWith(
  outermost.map(epochMilliseconds),
  outermost.map(milliseconds),
  outermost.map(metres),
);

const batchesOf = (parts: typeof wild) =>
  fc
    .record({ journal: journals, firstSeq: fc.integer({ min: 1, max: 2 ** 50 }), firstLink: links })
    .chain((envelope) =>
      fc.array(parts, { minLength: 1, maxLength: 8 }).map((all) => {
        let link = envelope.firstLink;
        const records = all.map(({ strangeLink, strangeDigest, body, signature, ...fields }, at) => {
          const { journal, firstSeq } = envelope;
          const bodyDigest = strangeDigest ?? sha256(body ?? new Uint8Array());
          const header = { ...fields, journal, seq: firstSeq + at, link: strangeLink ?? link, bodyDigest };
          const headerBytes = encode(headerCodec.write(header));
          link = sha256(headerBytes);
          return encodeRecord({ headerBytes, bodyBytes: body, signature });
        });
        return { journal: envelope.journal, firstSeq: envelope.firstSeq, records };
      }),
    );

const batches = fc.oneof(batchesOf(likely), batchesOf(wild), batchesOf(extreme));
const isPacked = (payload: Uint8Array): boolean => mapIn(payload).has(5);

const outcomeOf = (payload: Uint8Array): string => {
  try {
    readBatch(payload, sha256);
    return 'read';
  } catch (thrown) {
    if (thrown instanceof MalformedError) return thrown.message;
    throw thrown;
  }
};

describe('a packed batch (clause 4.6)', () => {
  it('gives back every record byte by byte', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        expect(readBatch(packBatch(batch, sha256), sha256)).toEqual(batch);
      }),
    );
  });

  it('is shorter by what can be computed', () => {
    fc.assert(
      fc.property(batchesOf(likely), (batch) => {
        const payload = packBatch(batch, sha256);
        expect(isPacked(payload)).toBe(true);
        expect(payload.length).toBeLessThan(encodeBatch(batch).length);
      }),
    );
  });

  it('is not made where a header has newer keys: such records go as they are', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const [first = new Uint8Array()] = batch.records;
        const [headerBytes, ...rest] = arrayIn(first);
        const header = mapIn(headerBytes instanceof Uint8Array ? headerBytes : new Uint8Array());
        const newer = encode([encode(new Map([...header, [99, 'later']])), ...rest]);
        const changed = { ...batch, records: [newer, ...batch.records.slice(1)] };
        expect(toHex(packBatch(changed, sha256))).toBe(toHex(encodeBatch(changed)));
      }),
      { numRuns: 20 },
    );
  });

  it('is read beside the plain form', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        expect(readBatch(encodeBatch(batch), sha256)).toEqual(batch);
      }),
      { numRuns: 20 },
    );
  });

  it('that is damaged is read or refused as malformed, and nothing else happens', () => {
    fc.assert(
      fc.property(batches, mutations, (batch, changes) => {
        expect(outcomeOf(mutate(packBatch(batch, sha256), changes))).toEqual(expect.any(String));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a packed batch is refused', () => {
  const start: CborValue = [1_000, 4, 500, 1, 42, 1, new Uint8Array(32)];
  const body = Uint8Array.of(0xa0);
  const none = new Map();
  const packed = (...records: CborValue[]) =>
    encode(
      new Map<CborValue, CborValue>([
        [1, new Uint8Array(8)],
        [2, 1],
        [4, start],
        [5, records],
      ]),
    );

  it.each([
    ['for a step below zero', packed([8, -501, 0, 0, body, none]), 'packed-batch: a step to -1'],
    ['for a sum beyond 2^53', packed([8, 0, 0, Number.MAX_SAFE_INTEGER, body, none]), /a step to/],
    ['for a body without a digest', packed([8, 0, 0, 0, null, none]), /neither a body nor its digest/],
    ['for a key that is not known', packed([8, 0, 0, 0, body, new Map([[9, 1]])]), /unknown key 9/],
    [
      'for a record that comes out too long',
      packed([8, 0, 0, 0, new Uint8Array(maxRecordBytes), none]),
      /a record over 4096 bytes/,
    ],
    ['for 101 records', packed(...Array<CborValue>(101).fill([8, 0, 0, 0, body, none])), /packed/],
    ['for its size', new Uint8Array(maxBatchBytes + 1), 'batch: over 65536 bytes'],
  ] as const)('%s', (_, payload, message) => {
    expect(outcomeOf(payload)).toMatch(message);
  });
});

function arrayIn(bytes: Uint8Array): readonly CborValue[] {
  const item = decode(bytes);
  return Array.isArray(item) ? item : expect.fail('not an array');
}
