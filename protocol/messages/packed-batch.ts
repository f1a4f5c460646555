import { z } from 'zod';
import { sameBytes } from '../codec/bytes.ts';
import { encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import { epochMilliseconds, metres, milliseconds } from '../units.ts';
import { type Batch, batchIn, batchItem, encodeBatch, maxBatchRecords } from './batch.ts';
import {
  arrayOf,
  bytes,
  bytesBetween,
  integer,
  journalField,
  metresField,
  millisecondsField,
  nullable,
  positive,
  tupleOf,
  uint,
  wallTimeField,
  wordField,
} from './fields.ts';
import { encodeHeader, type Header, linkField } from './header.ts';
import { mapCodec, mapField } from './map.ts';
import { decodeRecord, encodeRecord, maxRecordBytes, type SentRecord } from './record.ts';
import { clockQualities, odometerSources } from './words.ts';

/** SHA-256. */
export type Digest = (bytes: Uint8Array) => Uint8Array;

const quality = wordField(clockQualities);
const source = wordField(odometerSources);

/** What differs from the record before, or cannot be computed from it. */
const changes = mapCodec(
  'packed-record.changes',
  { clockQuality: 1, bootCount: 2, odometerSource: 3, link: 4, bodyDigest: 5, signature: 6 },
  z.strictObject({
    clockQuality: quality.optional(),
    bootCount: uint.optional(),
    odometerSource: source.optional(),
    link: linkField.optional(),
    bodyDigest: bytes(32).optional(),
    signature: bytes(64).optional(),
  }),
  'refuse',
);

const packedRecord = tupleOf(
  uint,
  integer,
  integer,
  integer,
  nullable(bytesBetween(1, maxRecordBytes)),
  mapField(changes),
);
type PackedRecord = z.output<typeof packedRecord>;

/** Wall time, its quality, elapsed time, boot, odometer, its source and link of the first record. */
const start = tupleOf(wallTimeField, quality, millisecondsField, uint, metresField, source, linkField);

const codec = mapCodec(
  'packed-batch',
  { journal: 1, firstSeq: 2, start: 4, packed: 5 },
  z.strictObject({
    journal: journalField,
    firstSeq: positive,
    start,
    packed: arrayOf(packedRecord, 1, maxBatchRecords),
  }),
);
type PackedBatch = ReturnType<typeof codec.read>;

/**
 * The same records in fewer bytes (clause 4.6): what the gateway can compute is left out. Records that would not come out of
 * it byte by byte, as newer software writes them, go as they are.
 */
export function packBatch(batch: Batch, digest: Digest): Uint8Array {
  const plain = encodeBatch(batch);
  const packed = packedOf(batch, digest);
  if (packed === null) return plain;
  const payload = encode(codec.write(packed));
  const records = unpack(packed, digest);
  return batch.records.every((record, at) => sameBytes(record, records[at]?.raw ?? new Uint8Array()))
    ? payload
    : plain;
}

/** A record out of a packed batch, and what reading its bytes again would only say again. */
export interface UnpackedRecord extends SentRecord {
  /** As it was signed. */
  readonly raw: Uint8Array;
  /** SHA-256 of `headerBytes`. */
  readonly link: Uint8Array;
  /** Whether the header's digest was computed from the body, and not sent. */
  readonly isOwnDigest: boolean;
}

export type ReceivedBatch =
  | ({ readonly form: 'plain' } & Batch)
  | (Omit<Batch, 'records'> & { readonly form: 'packed'; readonly records: readonly UnpackedRecord[] });

/** Reads a batch in either form. @throws {MalformedError} */
export function receiveBatch(payload: Uint8Array, digest: Digest): ReceivedBatch {
  const item = batchItem(payload);
  if (!isPacked(item)) return { form: 'plain', ...batchIn(item) };
  const packed = codec.read(item);
  const { journal, firstSeq } = packed;
  return { form: 'packed', journal, firstSeq, records: unpack(packed, digest) };
}

/** Reads a batch in either form, each record as it was signed. @throws {MalformedError} */
export function readBatch(payload: Uint8Array, digest: Digest): Batch {
  const received = receiveBatch(payload, digest);
  const { journal, firstSeq } = received;
  const records = received.form === 'plain' ? received.records : received.records.map(({ raw }) => raw);
  return { journal, firstSeq, records };
}

const isPacked = (item: CborValue): boolean => item instanceof Map && !item.has(3) && item.has(5);

function packedOf({ journal, firstSeq, records }: Batch, digest: Digest): PackedBatch | null {
  const sent = readable(records);
  const [first] = sent ?? [];
  if (sent === null || first === undefined) return null;
  const packed = sent.map((record, at) => packedAfter(sent[at - 1], record, digest));
  if (!packed.every(hasSayableSteps)) return null;
  const { wallTime, clockQuality, elapsed, bootCount, odometerMetres, odometerSource, link } = first.header;
  return {
    journal,
    firstSeq,
    start: [wallTime, clockQuality, elapsed, bootCount, odometerMetres, odometerSource, link],
    packed,
  };
}

const hasSayableSteps = ([, ...steps]: PackedRecord): boolean =>
  steps.slice(0, 3).every((each) => Number.isSafeInteger(each));

function readable(records: readonly Uint8Array[]): readonly SentRecord[] | null {
  try {
    return records.map(decodeRecord);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

/** @param last undefined for the first record, which differs from nothing */
function packedAfter(last: SentRecord | undefined, record: SentRecord, digest: Digest): PackedRecord {
  const { header, bodyBytes, signature } = record;
  const before = last?.header ?? header;
  const elapsedStep = header.elapsed - before.elapsed;
  const computed = last === undefined ? header.link : digest(last.headerBytes);
  const isOwnDigest = bodyBytes !== null && sameBytes(digest(bodyBytes), header.bodyDigest);
  return [
    header.kind,
    elapsedStep,
    header.wallTime - before.wallTime - elapsedStep,
    header.odometerMetres - before.odometerMetres,
    bodyBytes,
    {
      ...(header.clockQuality === before.clockQuality ? {} : { clockQuality: header.clockQuality }),
      ...(header.bootCount === before.bootCount ? {} : { bootCount: header.bootCount }),
      ...(header.odometerSource === before.odometerSource ? {} : { odometerSource: header.odometerSource }),
      ...(sameBytes(computed, header.link) ? {} : { link: header.link }),
      ...(isOwnDigest ? {} : { bodyDigest: header.bodyDigest }),
      ...(signature === null ? {} : { signature }),
    },
  ];
}

function unpack({ journal, firstSeq, start: first, packed }: PackedBatch, digest: Digest): UnpackedRecord[] {
  const [wallTime, clockQuality, elapsed, bootCount, odometerMetres, odometerSource, firstLink] = first;
  let before: Reading = { wallTime, clockQuality, elapsed, bootCount, odometerMetres, odometerSource };
  let previousLink = firstLink;
  return packed.map((record, at) => {
    const header = headerOf(before, record, { journal, seq: within(firstSeq + at), previousLink, digest });
    const headerBytes = encodeHeader(header);
    const [, , , , bodyBytes, { signature = null, bodyDigest }] = record;
    const link = digest(headerBytes);
    before = header;
    previousLink = link;
    const raw = bounded(encodeRecord({ headerBytes, bodyBytes, signature }));
    return { header, headerBytes, bodyBytes, signature, raw, link, isOwnDigest: bodyDigest === undefined };
  });
}

/** What the next record's header is told as steps from. */
type Reading = Omit<Header, 'journal' | 'seq' | 'kind' | 'link' | 'bodyDigest'>;

interface Place {
  readonly journal: Header['journal'];
  readonly seq: number;
  readonly previousLink: Uint8Array;
  readonly digest: Digest;
}

/** Each field by name: spreading objects took longer than all else here. */
function headerOf(
  before: Reading,
  record: PackedRecord,
  { journal, seq, previousLink, digest }: Place,
): Header {
  const [kind, elapsedStep, clockStep, metresStep, bodyBytes, changed] = record;
  return {
    journal,
    seq,
    kind,
    // Both steps first: their sum is exact where that of wall time and one of them may not be.
    wallTime: epochMilliseconds(within(before.wallTime + (elapsedStep + clockStep))),
    clockQuality: changed.clockQuality ?? before.clockQuality,
    elapsed: milliseconds(within(before.elapsed + elapsedStep)),
    bootCount: changed.bootCount ?? before.bootCount,
    odometerMetres: metres(within(before.odometerMetres + metresStep)),
    odometerSource: changed.odometerSource ?? before.odometerSource,
    link: changed.link ?? previousLink,
    bodyDigest: changed.bodyDigest ?? digestOf(bodyBytes, digest),
  };
}

function digestOf(bodyBytes: Uint8Array | null, digest: Digest): Uint8Array {
  if (bodyBytes !== null) return digest(bodyBytes);
  throw new MalformedError('packed-batch: neither a body nor its digest');
}

function within(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new MalformedError(`packed-batch: a step to ${value}`);
}

function bounded(record: Uint8Array): Uint8Array {
  if (record.length <= maxRecordBytes) return record;
  throw new MalformedError(`packed-batch: a record over ${maxRecordBytes} bytes`);
}
