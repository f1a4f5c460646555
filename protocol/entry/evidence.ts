import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { Fault, MalformedError } from '../errors.ts';
import { bytesBetween, carField, reservationField, uint, wallTimeField } from '../messages/fields.ts';
import { mapCodec } from '../messages/map.ts';
import { maxRecordBytes } from '../messages/record.ts';
import { signatureAlgorithms } from '../token/algorithm.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from '../token/envelope.ts';
import type { Sign, VerifyCar } from '../token/signed.ts';
import { maxEntryBytes } from './entry.ts';

/** Largest evidence in bytes, and most records and entries in it (clause 9). */
export const maxEvidenceBytes = 64 * 1024 * 1024;
const mostRecords = 50_000;
const mostEntries = 10_000;

const schema = z.strictObject({
  car: carField,
  reservation: reservationField,
  /** As sent, from the opening to the record whose signature covers the closing; none where no car was opened. */
  records: z.array(bytesBetween(1, maxRecordBytes)).max(mostRecords),
  /** All that the statement follows from, rising by number. */
  entries: z.array(bytesBetween(1, maxEntryBytes)).min(1).max(mostEntries),
  /** JSON of the whole price list. */
  priceList: z.string(),
  /** JSON of the statement as it is kept. */
  statement: z.string(),
  version: uint.min(1),
  receivedAt: wallTimeField,
  billedAt: wallTimeField,
});

/** What proves one statement (clause 14.3). */
export type Evidence = z.output<typeof schema>;

export const evidenceCodec = mapCodec(
  'evidence',
  {
    car: 1,
    reservation: 2,
    records: 3,
    entries: 4,
    priceList: 5,
    statement: 6,
    version: 7,
    receivedAt: 8,
    billedAt: 9,
  },
  schema,
  'refuse',
);

const header = new Map([[1, signatureAlgorithms.Ed25519]]);
const context = new TextEncoder().encode('ritmeter/1/evidence');

/** COSE_Sign1 by the operator's billing key around evidence. */
export const encodeEvidence = (evidence: Evidence, sign: Sign): Uint8Array =>
  encodeEnvelope('sign1', header, encode(evidenceCodec.write(evidence)), context, sign);

/** Evidence whose signature nobody has checked yet, and whose payload nobody has read. */
export interface SealedEvidence {
  readonly payload: Uint8Array;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** @throws {MalformedError} where it is not signed as an operator signs evidence. */
export function openEvidence(file: Uint8Array): SealedEvidence {
  const envelope = decodeEnvelope('sign1', file);
  const { protectedHeader, unprotectedHeader, payload, seal } = envelope;
  const isKnown = protectedHeader.size === 1 && protectedHeader.get(1) === signatureAlgorithms.Ed25519;
  if (!isKnown || unprotectedHeader.size > 0)
    throw new MalformedError('evidence: not signed as an operator signs');
  return { payload, signedBytes: sealedBytes('sign1', envelope, context), signature: seal };
}

/** @throws {MalformedError}, {Fault} `not-authentic`. */
export function decodeEvidence(file: Uint8Array, verify: VerifyCar): Evidence {
  const { payload, signedBytes, signature } = openEvidence(file);
  if (!verify(signedBytes, signature))
    throw new Fault({ code: 'not-authentic', blame: 'sender' }, 'not signed by this operator');
  return evidenceCodec.read(decode(payload));
}
