import { describe, expect, it } from 'vitest';
import { encode } from '../../../protocol/codec/cbor.ts';
import type { CborValue } from '../../../protocol/codec/value.ts';
import { journalId } from '../../../protocol/ids.ts';
import {
  decodeBatch,
  encodeBatch,
  maxBatchBytes,
  maxBatchRecords,
} from '../../../protocol/messages/batch.ts';
import { decodeLossNotice } from '../../../protocol/messages/loss-notice.ts';
import { decodeReceipt, maxReceiptRanges } from '../../../protocol/messages/receipt.ts';
import { maxRecordBytes } from '../../../protocol/messages/record.ts';
import { decodeBody } from '../../../protocol/messages/registry.ts';
import { decodeSampleBatch } from '../../../protocol/messages/sample.ts';

const journal = new Uint8Array(8);
const map = (...entries: readonly (readonly [CborValue, CborValue])[]) => encode(new Map(entries));
const receiptWith = (key: number, item: CborValue) =>
  map([1, journal], [2, 5], [3, null], [7, 0], [key, item]);

describe('limits of messages (clause 9)', () => {
  it(`a batch holds 1 to ${maxBatchRecords} records`, () => {
    const batchOf = (count: number) => map([1, journal], [2, 1], [3, Array(count).fill(new Uint8Array(1))]);
    expect(decodeBatch(batchOf(maxBatchRecords)).records).toHaveLength(maxBatchRecords);
    expect(() => decodeBatch(batchOf(maxBatchRecords + 1))).toThrow(/^batch\.records: /);
    expect(() => decodeBatch(batchOf(0))).toThrow(/^batch\.records: /);
  });

  it('a record in a batch has 1 to 4096 bytes', () => {
    const batchWith = (length: number) =>
      encodeBatch({ journal: journalId('0000000000000000'), firstSeq: 1, records: [new Uint8Array(length)] });
    expect(decodeBatch(batchWith(maxRecordBytes)).records[0]).toHaveLength(maxRecordBytes);
    const wrong = (length: number) => map([1, journal], [2, 1], [3, [new Uint8Array(length)]]);
    expect(() => decodeBatch(wrong(maxRecordBytes + 1))).toThrow('batch.records.0: not 1 to 4096 bytes');
    expect(() => decodeBatch(wrong(0))).toThrow('batch.records.0: not 1 to 4096 bytes');
  });

  it('a batch over 65,536 bytes is refused before it is read', () => {
    expect(() => decodeBatch(new Uint8Array(maxBatchBytes + 1))).toThrow('batch: over 65536 bytes');
    expect(() => decodeSampleBatch(new Uint8Array(maxBatchBytes + 1))).toThrow(
      'sample batch: over 65536 bytes',
    );
  });

  it(`a receipt names at most ${maxReceiptRanges} ranges of a kind`, () => {
    for (const [key, item] of [
      [4, [1, 2]],
      [5, [1, 2]],
      [6, new Uint8Array(16)],
    ] as const) {
      const itemsOf = (count: number) => receiptWith(key, Array<CborValue>(count).fill(item));
      expect(() => decodeReceipt(itemsOf(maxReceiptRanges))).not.toThrow();
      expect(() => decodeReceipt(itemsOf(maxReceiptRanges + 1))).toThrow(/^receipt\.\w+: Too big/);
    }
  });

  it('a range ends where it begins or later', () => {
    expect(decodeReceipt(receiptWith(5, [[3, 3]])).missing).toEqual([{ from: 3, to: 3 }]);
    expect(() => decodeReceipt(receiptWith(5, [[3, 2]]))).toThrow('receipt.missing.0: ends before it begins');
    const notice = (from: number, to: number) => map([1, journal], [2, from], [3, to], [4, 1]);
    expect(decodeLossNotice(notice(3, 3))).toMatchObject({ fromSeq: 3, toSeq: 3 });
    expect(() => decodeLossNotice(notice(3, 2))).toThrow('loss notice.toSeq: before fromSeq');
  });

  it('integers stop at 2^53 - 1', () => {
    const receipt = (through: number | bigint) => map([1, journal], [2, through], [3, null], [7, 0]);
    expect(decodeReceipt(receipt(Number.MAX_SAFE_INTEGER)).through).toBe(2 ** 53 - 1);
    expect(() => decodeReceipt(receipt(2n ** 53n))).toThrow(/^receipt\.through: /);
    expect(() => decodeReceipt(receipt(-1))).toThrow(/^receipt\.through: /);
  });
});

describe('a body', () => {
  it('of a kind that is not known here is passed over (clause 10.3)', () => {
    expect(decodeBody(4000, Uint8Array.of(0xff))).toBeNull();
  });

  it('of a known kind is refused where it is no CBOR', () => {
    expect(() => decodeBody(15, Uint8Array.of(0xff))).toThrow('CBOR at byte 0: indefinite length');
  });
});
