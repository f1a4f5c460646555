import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { journalField, uint, wordField } from './fields.ts';
import { linkField } from './header.ts';
import { mapCodec } from './map.ts';

/** Why a car cannot deliver records (clause 4.3). */
export const lossReasons = { damaged: 1, 'no-space': 2, 'set-aside': 3 } as const;

const schema = z
  .strictObject({
    journal: journalField,
    fromSeq: uint.min(1),
    toSeq: uint.min(1),
    reason: wordField(lossReasons),
    /** link(fromSeq − 1), where the car still has it. */
    linkBefore: linkField.optional(),
    /** link(toSeq), as the record after it names it. */
    linkAfter: linkField.optional(),
  })
  .refine(({ fromSeq, toSeq }) => fromSeq <= toSeq, { path: ['toSeq'], error: 'before fromSeq' });

/** Records that the car wrote and cannot deliver; acted on at arrival (D5, clause 4.3). */
export type LossNotice = z.output<typeof schema>;

const codec = mapCodec(
  'loss notice',
  { journal: 1, fromSeq: 2, toSeq: 3, reason: 4, linkBefore: 5, linkAfter: 6 },
  schema,
);

/** Payload of the COSE_Sign1 in which a loss notice travels. */
export const encodeLossNotice = (notice: LossNotice): Uint8Array => encode(codec.write(notice));
/** @throws {MalformedError} */
export const decodeLossNotice = (payload: Uint8Array): LossNotice => codec.read(decode(payload));
