import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { sealBytes } from '../../protocol/messages/record.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { RecordRow } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { RecordApplied } from './evolve.ts';

/** A stored record with its place in the chain. */
export interface ChainedRecord {
  readonly applied: RecordApplied;
  readonly link: Uint8Array;
  /** The link of the record before it, as this one names it. */
  readonly previousLink: Uint8Array;
  readonly signature: Uint8Array | null;
  readonly receivedAt: EpochMilliseconds;
  /** As sent. */
  readonly raw: Uint8Array;
}

export interface RecordParts {
  readonly storage: Storage;
  readonly readRecord: (row: RecordRow) => ChainedRecord;
  readonly verifierOf: (car: CarId) => VerifyCar | undefined;
}

/** About a rental's worth. */
const pageSize = 16;
/** More records than this are no rental: 30 days of one a minute. */
const mostRecords = 43_200;
/** A signature follows within an hour (D2). */
const furthestSeal = 1000;

/** From the opening to the closing at `seq`, unbroken and chained; null where something is missing. */
export function recordsBackToOpening(
  { storage, readRecord }: RecordParts,
  { car, journal, seq }: { readonly car: CarId; readonly journal: JournalId; readonly seq: number },
): ChainedRecord[] | null {
  const found: ChainedRecord[] = [];
  while (found.length < mostRecords) {
    const page = storage.records.backFrom(car, journal, seq - found.length, pageSize);
    if (page.length === 0) return null;
    for (const row of page) {
      const record = readRecord(row);
      const after = found.at(-1);
      if (after !== undefined && !follows(record, after)) return null;
      found.push(record);
      const { fact } = record.applied;
      if (fact?.kind === 'rental-opened') return found.reverse();
      if (fact?.kind === 'rental-closed' && after !== undefined) return null;
    }
  }
  return null;
}

/** Whether a record is the next one of the chain (clause 3.3). */
export const follows = (
  before: Pick<ChainedRecord, 'applied' | 'link'>,
  after: Pick<ChainedRecord, 'applied' | 'previousLink'>,
): boolean => before.applied.seq + 1 === after.applied.seq && sameBytes(before.link, after.previousLink);

/**
 * The records after the closing up to the first with a good signature, which covers the closing (clause 3.8): none where
 * that is its own; null where there is no such signature.
 */
export function sealOf(
  { storage, readRecord, verifierOf }: RecordParts,
  car: CarId,
  records: readonly ChainedRecord[],
): ChainedRecord[] | null {
  const verify = verifierOf(car);
  const closing = records.at(-1);
  if (verify === undefined || closing === undefined) return null;
  if (isSigned(closing, verify)) return [];
  const { journal, seq } = closing.applied;
  const after: ChainedRecord[] = [];
  let last = closing;
  while (after.length < furthestSeal) {
    const page = storage.records.from(car, journal, seq + 1 + after.length, pageSize);
    for (const row of page) {
      const next = readRecord(row);
      if (!follows(last, next)) return null;
      after.push(next);
      if (isSigned(next, verify)) return after;
      last = next;
    }
    if (page.length < pageSize) return null;
  }
  return null;
}

/** Whether the car signed a record (clause 3.8). */
export const isSigned = (
  { link, signature }: Pick<ChainedRecord, 'link' | 'signature'>,
  verify: VerifyCar,
): boolean => signature !== null && verify(sealBytes(link), signature);
