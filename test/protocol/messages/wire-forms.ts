import fc from 'fast-check';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import type { CborMap, CborValue } from '../../../protocol/codec/value.ts';
import { decodeBatch, encodeBatch, maxBatchRecords } from '../../../protocol/messages/batch.ts';
import { decodeCommand, encodeCommand } from '../../../protocol/messages/command.ts';
import { headerCodec } from '../../../protocol/messages/header.ts';
import { decodeLossNotice, encodeLossNotice } from '../../../protocol/messages/loss-notice.ts';
import { decodeReceipt, encodeReceipt, maxReceiptRanges } from '../../../protocol/messages/receipt.ts';
import {
  decodeBody,
  encodeBody,
  type Fact,
  kindNumber,
  type RecordKind,
  recordKinds,
} from '../../../protocol/messages/registry.ts';
import { decodeSampleBatch, encodeSampleBatch } from '../../../protocol/messages/sample.ts';
import { decodeStatus, encodeStatus } from '../../../protocol/messages/status.ts';
import { clockQualities, odometerSources } from '../../../protocol/messages/words.ts';
import { factValues } from './fact-values.ts';
import {
  bytesOf,
  commandIds,
  counts,
  distances,
  durations,
  journals,
  links,
  permilles,
  seqs,
  wallTimes,
  wordsOf,
} from './field-values.ts';

/** A message that is one CBOR map, with arbitrary content and what reads it. */
export interface WireForm {
  /** As errors name it. */
  readonly name: string;
  /** Content with its bytes. */
  readonly samples: fc.Arbitrary<{ readonly content: object; readonly bytes: Uint8Array }>;
  read(bytes: Uint8Array): unknown;
}

function form<Content extends object>(
  name: string,
  contents: fc.Arbitrary<Content>,
  write: (content: Content) => Uint8Array,
  read: (bytes: Uint8Array) => unknown,
): WireForm {
  return { name, samples: contents.map((content) => ({ content, bytes: write(content) })), read };
}

/** Headers of records. */
export const headers = fc.record({
  journal: journals,
  seq: seqs,
  kind: counts,
  wallTime: wallTimes,
  clockQuality: wordsOf(clockQualities),
  elapsed: durations,
  bootCount: counts,
  odometerMetres: distances,
  odometerSource: wordsOf(odometerSources),
  link: links,
  bodyDigest: links,
});

const batches = fc.record({
  journal: journals,
  firstSeq: seqs,
  records: fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), {
    minLength: 1,
    maxLength: maxBatchRecords,
  }),
});

const samples = fc.record(
  {
    wallTime: wallTimes,
    clockQuality: wordsOf(clockQualities),
    odometerMetres: distances,
    odometerSource: wordsOf(odometerSources),
    fuelPermille: permilles,
    batteryMillivolts: fc.integer({ min: 0, max: 60_000 }),
  },
  { requiredKeys: ['wallTime', 'clockQuality', 'odometerMetres', 'odometerSource'] },
);

const sampleBatches = fc.record({
  journal: journals,
  firstSeq: seqs,
  samples: fc.array(samples, { minLength: 1, maxLength: 10 }),
});

const ranges = fc.array(
  fc.tuple(seqs, seqs).map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) })),
  { maxLength: maxReceiptRanges },
);

const receipts = fc.record(
  {
    journal: journals,
    through: counts,
    link: fc.option(links),
    rejected: ranges,
    missing: ranges,
    unreadable: fc.array(bytesOf(16), { maxLength: maxReceiptRanges }),
    gatewayTime: wallTimes,
  },
  { requiredKeys: ['journal', 'through', 'link', 'gatewayTime'] },
);

const lossNotices = fc
  .tuple(
    ranges.filter((list) => list.length > 0),
    fc.record(
      {
        journal: journals,
        reason: fc.constantFrom('damaged', 'no-space', 'set-aside'),
        linkBefore: links,
        linkAfter: links,
      },
      { requiredKeys: ['journal', 'reason'] },
    ),
  )
  .map(([[range = { from: 1, to: 1 }], rest]) => ({ ...rest, fromSeq: range.from, toSeq: range.to }));

const commands = fc.record({
  command: commandIds,
  action: fc.constantFrom('unlock', 'lock', 'end', 'immobilise', 'release'),
  issuedAt: wallTimes,
  expiresAt: wallTimes,
});

const statuses = fc.record(
  {
    state: fc.constantFrom('offline', 'online'),
    software: fc.string({ maxLength: 64 }),
    versions: fc.array(counts, { maxLength: 16 }),
    journal: journals,
    lastSeq: counts,
    bootCount: counts,
    clockQuality: wordsOf(clockQualities),
  },
  { requiredKeys: ['state'] },
);

const isKind = (name: string): name is RecordKind => Object.hasOwn(recordKinds, name);
const salted = Uint8Array.from({ length: 16 }, (_, at) => at);

const bodies = Object.keys(recordKinds)
  .filter(isKind)
  .map((kind) =>
    form<Fact>(
      kind,
      factValues[kind],
      (fact) => encodeBody(fact, salted),
      (bytes) => decodeBody(kindNumber(kind), bytes),
    ),
  );

/** Every message and body between car and gateway that is a map (clause 1.4). */
export const wireForms: readonly WireForm[] = [
  form(
    'record header',
    headers,
    (content) => encode(headerCodec.write(content)),
    (bytes) => headerCodec.read(decode(bytes)),
  ),
  form('batch', batches, encodeBatch, decodeBatch),
  form('sample batch', sampleBatches, encodeSampleBatch, decodeSampleBatch),
  form('receipt', receipts, encodeReceipt, decodeReceipt),
  form('loss notice', lossNotices, encodeLossNotice, decodeLossNotice),
  form('command', commands, encodeCommand, decodeCommand),
  form('status', statuses, encodeStatus, decodeStatus),
  ...bodies,
];

/** The map that bytes hold. */
export function mapIn(bytes: Uint8Array): CborMap {
  const item: CborValue = decode(bytes);
  if (item instanceof Map) return item;
  throw new Error('not a map');
}
