import type { CarId, JournalId } from '../../protocol/ids.ts';
import { type EpochMilliseconds, shifted } from '../../protocol/units.ts';
import type { RecordRow } from '../storage/records.ts';
import type { ReservationRow } from '../storage/reservations.ts';
import type { RecordParts } from './rental-records.ts';

export interface UnusedParts extends RecordParts {
  readonly returnGraceHours: number;
}

/** No reservation is longer (T3), and one that is found unused is billed at the next record. */
const furthestBackMilliseconds = 62 * 86_400_000;

/**
 * Reservations of a car that nobody used: every record from their start until their tokens have expired is applied, and
 * none in between is missing. What is missing might have been the use.
 */
export function unusedOf(parts: UnusedParts, car: CarId, journal: JournalId): ReservationRow[] {
  const { storage, returnGraceHours } = parts;
  const through = storage.journals.find(car, journal)?.through ?? 0;
  const last = wallTimeAt(parts, car, journal, through);
  if (last === null) return [];
  const graceMilliseconds = returnGraceHours * 3_600_000;
  const endsUntil = shifted(last, -Math.min(graceMilliseconds, last));
  const from = shifted(endsUntil, -Math.min(furthestBackMilliseconds, endsUntil));
  const unused = storage.reservations.unusedBetween(car, from, endsUntil);
  if (unused.length === 0) return [];
  const gaps = gapsOf(parts, car);
  return unused.filter(
    ({ startsAt, endsAt }) =>
      !gaps.some(
        (gap) => gap.from <= endsAt + graceMilliseconds && gap.to >= startsAt - earliestMilliseconds,
      ),
  );
}

/** No token opens a car earlier before the reserved start. */
const earliestMilliseconds = 24 * 3_600_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The times in which records of a car are missing for good; without end where nothing came after. */
function gapsOf(parts: UnusedParts, car: CarId): Span[] {
  return parts.storage.odometer.gaps(car).map(({ journal, fromSeq, toSeq }) => ({
    from: wallTimeAt(parts, car, journal, fromSeq - 1) ?? Number.NEGATIVE_INFINITY,
    to: wallTimeAt(parts, car, journal, Math.max(toSeq, fromSeq - 1) + 1) ?? Number.POSITIVE_INFINITY,
  }));
}

function wallTimeAt(
  { storage, readRecord }: UnusedParts,
  car: CarId,
  journal: JournalId,
  seq: number,
): EpochMilliseconds | null {
  const [row]: RecordRow[] = storage.records.from(car, journal, seq, 1);
  return row === undefined || row.seq !== seq ? null : readRecord(row).applied.wallTime;
}
