import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { MalformedError } from '../errors.ts';
import { bytesBetween, journalField, uint } from './fields.ts';
import { mapCodec } from './map.ts';
import { maxRecordBytes } from './record.ts';

/** Limits of one message (clause 9). */
export const maxBatchRecords = 100;
export const maxBatchBytes = 65_536;

const schema = z.strictObject({
  journal: journalField,
  firstSeq: uint.min(1),
  /** Consecutive: the first has `firstSeq`. */
  records: z.array(bytesBetween(1, maxRecordBytes)).min(1).max(maxBatchRecords),
});

/** Records on their way to the gateway (clause 4.1). Each stays the bytes that were written. */
export type Batch = z.output<typeof schema>;

const codec = mapCodec('batch', { journal: 1, firstSeq: 2, records: 3 }, schema);

export const encodeBatch = (batch: Batch): Uint8Array => encode(codec.write(batch));

/** @throws {MalformedError} */
export function decodeBatch(bytes: Uint8Array): Batch {
  if (bytes.length > maxBatchBytes) throw new MalformedError(`batch: over ${maxBatchBytes} bytes`);
  return codec.read(decode(bytes));
}
