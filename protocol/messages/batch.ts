import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import { arrayOf, bytesBetween, journalField, positive } from './fields.ts';
import { mapCodec } from './map.ts';
import { maxRecordBytes } from './record.ts';

/** Limits of one message (clause 9). */
export const maxBatchRecords = 100;
export const maxBatchBytes = 65_536;

const schema = z.strictObject({
  journal: journalField,
  firstSeq: positive,
  /** Consecutive: the first has `firstSeq`. */
  records: arrayOf(bytesBetween(1, maxRecordBytes), 1, maxBatchRecords),
});

/** Records on their way to the gateway (clause 4.1). Each stays the bytes that were written. */
export type Batch = z.output<typeof schema>;

const codec = mapCodec('batch', { journal: 1, firstSeq: 2, records: 3 }, schema);

export const encodeBatch = (batch: Batch): Uint8Array => encode(codec.write(batch));

/** @throws {MalformedError} */
export const decodeBatch = (bytes: Uint8Array): Batch => batchIn(batchItem(bytes));

/** The item that a batch of either form is (clause 4.6). @throws {MalformedError} */
export function batchItem(bytes: Uint8Array): CborValue {
  if (bytes.length > maxBatchBytes) throw new MalformedError(`batch: over ${maxBatchBytes} bytes`);
  return decode(bytes);
}

/** @throws {MalformedError} */
export const batchIn = (item: CborValue): Batch => codec.read(item);
