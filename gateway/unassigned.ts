import type { CarId, CustomerId, JournalId } from '../protocol/ids.ts';
import { localTime } from './amounts.ts';
import type { EntryLog } from './entries/entry-log.ts';
import type { Note } from './register/charges.ts';
import { enterCustomer } from './register/entered.ts';
import { found, refused } from './register/faults.ts';
import { noteOf, readEntryOf } from './rental/read-entry.ts';
import type { ChainedRecord } from './rental/rental-records.ts';
import type { RecordRow } from './storage/records.ts';
import type { Storage } from './storage/storage.ts';

export interface UnassignedParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly readRecord: (row: RecordRow) => ChainedRecord;
}

export const purposes = ['service', 'customer', 'theft'] as const;
export type Purpose = (typeof purposes)[number];

/** A way that belongs to no rental, with what it probably was and whom it was given to. */
export interface UnassignedWayReport {
  readonly car: CarId;
  /** Local date on which it ended; null where the record is gone. */
  readonly day: string | null;
  readonly journal: JournalId;
  readonly seq: number;
  readonly part: number;
  readonly fromOdometerMetres: number;
  readonly toOdometerMetres: number;
  readonly distanceMetres: number;
  readonly cause: string;
  readonly likely: string;
  readonly assigned: {
    readonly purpose: Purpose;
    readonly customer: string | null;
    readonly note: Note | null;
  } | null;
}

/** Records of a car that are missing for good. */
export interface GapReport {
  readonly car: CarId;
  readonly day: string | null;
  readonly journal: JournalId;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly cause: string;
  readonly likely: string;
}

export interface UnassignedReport {
  readonly ways: readonly UnassignedWayReport[];
  readonly gaps: readonly GapReport[];
}

/** A way, by the record that brought it about. */
export interface WayKey {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
  readonly part: number;
}

/** What was driven without a rental, by car and day; an operator says what it was, or leaves it (promise 3). */
export const createUnassigned = (parts: UnassignedParts) => ({
  /** Of one car, or of all. @throws {Fault} `not-found`. */
  unassignedReport: (car: CarId | null): UnassignedReport => {
    const { storage } = parts;
    if (car !== null) found(storage.cars.find(car), `car ${car}`);
    const cars = car === null ? storage.cars.list().map((row) => row.car) : [car];
    return {
      ways: cars.flatMap((each) => waysOf(parts, each)),
      gaps: cars.flatMap((each) => gapsOf(parts, each)),
    };
  },

  /** @throws {Fault} `not-found`, `customer-missing`. */
  assignWay: (way: WayKey, purpose: Purpose, customer: CustomerId | null, note: Note): void =>
    parts.storage.transaction(() => {
      const { storage, entries } = parts;
      const rows = storage.odometer.unassigned(way.car);
      found(
        rows.find(
          ({ journal, seq, part }) => journal === way.journal && seq === way.seq && part === way.part,
        ),
        `way ${wayName(way)}`,
      );
      if ((purpose === 'customer') !== (customer !== null))
        throw refused('customer-missing', 'a customer is named for a way of a customer, and for no other');
      if (customer !== null) found(storage.people.customer(customer), `customer ${customer}`);
      const person = customer === null ? {} : { customer: enterCustomer(parts, customer) };
      const { car, journal, seq, part } = way;
      entries.append({ kind: 'way-assigned', car, journal, seq, part, purpose, ...person }, note);
    }),
});

/** How an operator names a way. */
export const wayName = ({ car, journal, seq, part }: WayKey): string => `${car}/${journal}/${seq}/${part}`;

function waysOf(parts: UnassignedParts, car: CarId): UnassignedWayReport[] {
  const assigned = assignmentsOf(parts, car);
  return parts.storage.odometer.unassigned(car).map((row) => {
    const { journal, seq, part, fromOdometerMetres, toOdometerMetres, distanceMetres, cause } = row;
    return {
      car,
      day: dayAt(parts, car, journal, seq),
      journal,
      seq,
      part,
      fromOdometerMetres,
      toOdometerMetres,
      distanceMetres,
      cause,
      likely: likelyWays[cause] ?? 'not known',
      assigned: assigned.get(wayName({ car, journal, seq, part })) ?? null,
    };
  });
}

function gapsOf(parts: UnassignedParts, car: CarId): GapReport[] {
  return parts.storage.odometer.gaps(car).map(({ journal, fromSeq, toSeq, cause }) => ({
    car,
    day: dayAt(parts, car, journal, Math.max(toSeq + 1, fromSeq)) ?? dayAt(parts, car, journal, fromSeq - 1),
    journal,
    fromSeq,
    toSeq,
    cause,
    likely: likelyGaps[cause] ?? 'not known',
  }));
}

/** Why it may have happened, by the cause that the fold names. */
const likelyWays: Readonly<Record<string, string>> = {
  'between-rentals': 'moved by staff or a workshop, towed, or a reading of the odometer that came late',
  'moved-unseen': 'moved without its ignition, towed perhaps, or driven while its unit was off',
  'trip-outside-rental': 'driven with the ignition on and no rental: service, or theft',
  'records-missing': 'within a gap in the records: a rental of that time may be incomplete',
  'opening-missing': 'a rental whose opening was not recorded',
  'closing-missing': 'a rental whose closing was not recorded',
};

const likelyGaps: Readonly<Record<string, string>> = {
  'journal-changed': 'the unit was exchanged, or its journal was lost and begun anew',
  rejected: 'records that could not be read: software that does not fit, or a defect',
  quarantined: 'records that contradict the chain: a defect, or tampering',
  lost: 'the car says that it cannot deliver them: a damaged or full disk',
  'not-sent': 'the car never delivered them before it began another journal',
};

function dayAt(
  { storage, readRecord }: UnassignedParts,
  car: CarId,
  journal: JournalId,
  seq: number,
): string | null {
  const [row] = storage.records.from(car, journal, seq, 1);
  if (row === undefined || row.seq !== seq) return null;
  return localTime(readRecord(row).applied.wallTime).slice(0, 10);
}

function assignmentsOf({ storage }: UnassignedParts, car: CarId) {
  const assigned = new Map<string, NonNullable<UnassignedWayReport['assigned']>>();
  for (const { raw } of storage.entries.ofCar(car, 'way-assigned')) {
    const body = readEntryOf(raw)?.body;
    if (body?.kind !== 'way-assigned') continue;
    const { purpose, customer } = body;
    const name = customer === undefined ? null : (storage.pseudonyms.find(customer)?.name ?? customer);
    assigned.set(wayName(body), { purpose, customer: name, note: noteOf(raw) });
  }
  return assigned;
}
