import { concat } from '../protocol/codec/bytes.ts';
import type { CarId, ReservationId } from '../protocol/ids.ts';
import { encodeBatch, maxBatchRecords } from '../protocol/messages/batch.ts';
import {
  encodeParcel,
  encodeParcelContent,
  maxParcelContent,
  parcelInfo,
  parcelNonce,
} from '../protocol/messages/parcel.ts';
import { decodeRecord } from '../protocol/messages/record.ts';
import { derivedKey, drawAgreementKey, sealWith } from '../protocol/node-agreement.ts';
import type { Random } from '../protocol/runtime.ts';
import type { Journal } from './journal/journal.ts';
import type { Recorder } from './recorder.ts';

export interface ParcelParts {
  readonly car: CarId;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly journal: Journal;
  /** The gateway's P-256 point; null where the configuration names none: then nothing is carried. */
  readonly gatewayKey: Uint8Array | null;
}

/** What a batch adds to its records at the most, and each record in it. */
const batchOverhead = 32;
const recordOverhead = 3;

/**
 * The records of one reservation's rental, and no others, for its phone to carry: from the opening to the end or, while
 * it goes on, to the last signature; encrypted so that only the gateway can read them (clause 12.7).
 */
export async function packParcel(parts: ParcelParts, reservation: ReservationId): Promise<Uint8Array | null> {
  const { gatewayKey, journal } = parts;
  const range = rangeOf(parts, reservation);
  if (gatewayKey === null || range === null) return null;
  const records = await signedRecords(journal, range);
  return records.length === 0 ? null : encrypted(parts, gatewayKey, batchesOf(journal, range.from, records));
}

interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** In the journal that is being written; a rental that began in an earlier one is left to the uplink. */
function rangeOf({ recorder, journal }: ParcelParts, reservation: ReservationId): SeqRange | null {
  const { rental, course, returned } = recorder.state;
  if (returned?.rental.reservation === reservation && returned.course.journal === journal.journalId)
    return { from: returned.course.openedSeq, to: returned.closedSeq };
  const isOpen = rental.kind === 'open' && rental.reservation === reservation;
  if (!isOpen || course === null || course.journal !== journal.journalId) return null;
  return { from: course.openedSeq, to: recorder.lastSeq };
}

/** As many as fit, up to the last that the car has signed: what is after it proves nothing yet. */
async function signedRecords(journal: Journal, { from, to }: SeqRange): Promise<readonly Uint8Array[]> {
  const records: Uint8Array[] = [];
  let signed = 0;
  let room = maxParcelContent;
  for (let seq = from; seq <= to; ) {
    const { entries } = await journal.read(seq, { maxRecords: maxBatchRecords, maxBytes: maxParcelContent });
    if (entries.length === 0) break;
    room -= batchOverhead;
    for (const { seq: at, bytes } of entries) {
      room -= bytes.length + recordOverhead;
      if (at !== seq || at > to || room < 0) return records.slice(0, signed);
      records.push(bytes);
      if (decodeRecord(bytes).signature !== null) signed = records.length;
      seq++;
    }
  }
  return records.slice(0, signed);
}

function batchesOf(
  journal: Journal,
  firstSeq: number,
  records: readonly Uint8Array[],
): readonly Uint8Array[] {
  const starts = Array.from(
    { length: Math.ceil(records.length / maxBatchRecords) },
    (_, at) => at * maxBatchRecords,
  );
  return starts.map((start) =>
    encodeBatch({
      journal: journal.journalId,
      firstSeq: firstSeq + start,
      records: records.slice(start, start + maxBatchRecords),
    }),
  );
}

function encrypted(
  { car, random }: ParcelParts,
  gatewayKey: Uint8Array,
  batches: readonly Uint8Array[],
): Uint8Array | null {
  const own = drawAgreementKey(random);
  const secret = own.secretWith(gatewayKey);
  if (secret === null) return null;
  const key = derivedKey(secret, concat(own.publicKey, gatewayKey), parcelInfo);
  const ciphertext = sealWith(key, parcelNonce, encodeParcelContent(batches));
  return encodeParcel({ car, agreementKey: own.publicKey, ciphertext });
}
