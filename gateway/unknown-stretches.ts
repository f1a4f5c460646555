import type { CarId, JournalId, ReservationId } from '../protocol/ids.ts';
import type { FactOf } from '../protocol/messages/registry.ts';
import type { ChainedRecord } from './rental/rental-records.ts';
import type { RecordRow } from './storage/records.ts';
import type { Storage } from './storage/storage.ts';

export interface UnknownStretchParts {
  readonly storage: Storage;
  readonly readRecord: (row: RecordRow) => ChainedRecord;
}

interface Opening {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly openedSeq: number;
}

/** A time in a rental in which the car moved and the source of its odometer was silent: nothing was counted then (D9). */
export type UnknownStretch = Opening &
  Pick<FactOf<'stretch-unknown'>, 'startedAt' | 'endedAt' | 'source'> & { readonly seq: number };

const pageSize = 256;

/** What the kilometres of a rental do not have in them, as the car has recorded it (promise 3). */
export const createUnknownStretches = (parts: UnknownStretchParts) => ({
  /** In the order of the records; of a rental under way what has come so far. */
  unknownStretches: (reservation: ReservationId): UnknownStretch[] =>
    parts.storage.rentals.of(reservation).flatMap((rental) => stretchesOf(parts, rental)),
});

function stretchesOf(parts: UnknownStretchParts, { car, journal, openedSeq }: Opening): UnknownStretch[] {
  const found: UnknownStretch[] = [];
  for (const { seq, fact } of recordsFrom(parts, { car, journal, openedSeq })) {
    if (fact?.kind === 'rental-closed' || (fact?.kind === 'rental-opened' && seq > openedSeq)) break;
    if (fact?.kind !== 'stretch-unknown') continue;
    const { startedAt, endedAt, source } = fact;
    found.push({ car, journal, openedSeq, seq, startedAt, endedAt, source });
  }
  return found;
}

function* recordsFrom(
  { storage, readRecord }: UnknownStretchParts,
  { car, journal, openedSeq }: Opening,
): Generator<ChainedRecord['applied']> {
  let next: number | null = openedSeq;
  while (next !== null) {
    const page: RecordRow[] = storage.records.from(car, journal, next, pageSize);
    for (const row of page) yield readRecord(row).applied;
    const last = page.at(-1);
    next = last === undefined || page.length < pageSize ? null : last.seq + 1;
  }
}
