import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { bytes, journalField, uint, wallTimeField } from './fields.ts';
import { linkField } from './header.ts';
import { mapCodec } from './map.ts';
import { seqRangeField } from './seq-ranges.ts';

/** Limits of the lists in a receipt (clause 9). */
export const maxReceiptRanges = 32;

const schema = z.strictObject({
  journal: journalField,
  /** Everything up to here is stored, rejected or named in a loss notice; 0 where nothing is. */
  through: uint,
  /** link(through); the genesis link for 0 (clause 3.6). Null where that record itself is missing for good. */
  link: linkField.nullable(),
  /** Stored as unreadable; the car sets them aside (D4). */
  rejected: z.array(seqRangeField).max(maxReceiptRanges).optional(),
  /** Not there, with later ones stored; the car sends them again or names them in a loss notice (D5). */
  missing: z.array(seqRangeField).max(maxReceiptRanges).optional(),
  /** First 16 bytes of SHA-256 of messages whose envelope could not be read. */
  unreadable: z.array(bytes(16)).max(maxReceiptRanges).optional(),
  /** The gateway's wall time: authenticated, so a source of `network` time for the car (D8). */
  gatewayTime: wallTimeField,
});

/** What the gateway has in its database: published after COMMIT (D3, clause 4.2). */
export type Receipt = z.output<typeof schema>;

const codec = mapCodec(
  'receipt',
  { journal: 1, through: 2, link: 3, rejected: 4, missing: 5, unreadable: 6, gatewayTime: 7 },
  schema,
);

/** Payload of the COSE_Mac0 in which a receipt travels. */
export const encodeReceipt = (receipt: Receipt): Uint8Array => encode(codec.write(receipt));
/** @throws {MalformedError} */
export const decodeReceipt = (payload: Uint8Array): Receipt => codec.read(decode(payload));
