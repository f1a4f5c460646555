import type { CarId, JournalId, ReservationId } from '../../protocol/ids.ts';
import { journalId } from '../../protocol/ids.ts';
import type { Clock } from '../../protocol/runtime.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { EntryRow } from '../storage/entries.ts';
import type { RecordRow } from '../storage/records.ts';
import type { StatementPlace, StatementRow } from '../storage/statements.ts';
import type { Storage } from '../storage/storage.ts';
import { type ContractFacts, contractFrom } from './contract.ts';
import type { ReadEntry } from './read-entry.ts';
import { readEntryOf } from './read-entry.ts';
import { type ChainedRecord, recordsBackToOpening, sealOf } from './rental-records.ts';
import { rentalOf } from './rental-run.ts';
import { formatStatement, type Statement, type UnusedStatement } from './statement.ts';
import { type ChargeIdOf, type PriceUse, statementOf, unusedStatementOf } from './statement-of.ts';
import { unusedOf } from './unused-reservations.ts';

export interface BillingParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly readRecord: (row: RecordRow) => ChainedRecord;
  readonly verifierOf: (car: CarId) => VerifyCar | undefined;
  readonly price: PriceUse;
  readonly chargeIdOf: ChargeIdOf;
  /** So long after the reserved end a token still opens the car. */
  readonly returnGraceHours: number;
}

/** Writes statements, each within the transaction of what brings it about. */
export interface Billing {
  /**
   * Gives a statement to each closed rental of a journal whose records are all there and sealed by the car's signature,
   * whatever is missing before it (D5); and to each reservation that nobody used, once every record of the time in which
   * its tokens open the car is applied, and none is missing (T6). Looks at closings from `fromSeq` on until `isOver`, at one
   * at least.
   * @returns the seq to go on from; null when all is done
   */
  bill(car: CarId, journal: JournalId, fromSeq: number, isOver: () => boolean): number | null;
  /** Works out a reservation's statements anew after an entry; what comes out the same stays as it is. */
  rerate(reservation: ReservationId, cause: string): void;
  /** Bills a reservation that was cancelled (T7). */
  billCancelled(reservation: ReservationId, cause: string): void;
}

export function createBilling(parts: BillingParts): Billing {
  const { storage } = parts;
  const billUnusedOne = (reservation: ReservationId, cause: string): void => {
    const row = storage.reservations.find(reservation);
    if (row === undefined || storage.statements.firstPlace(reservation) !== undefined) return;
    const rated = rateUnused(parts, row.car, reservation);
    if (rated !== null && !isFree(rated.statement)) keep(parts, rated, cause);
  };
  return {
    bill(car, journal, fromSeq, isOver) {
      for (const closedSeq of storage.statements.unbilledFrom(car, journal, fromSeq)) {
        billClosed(parts, car, journal, closedSeq);
        if (isOver()) return closedSeq + 1;
      }
      for (const { reservation } of unusedOf(parts, car, journal)) billUnusedOne(reservation, 'records');
      return null;
    },
    rerate(reservation, cause) {
      for (const row of storage.statements.ofReservation(reservation)) {
        const rated = rateAgain(parts, row);
        if (rated !== null) keep(parts, rated, cause);
      }
    },
    billCancelled: billUnusedOne,
  };
}

function billClosed(parts: BillingParts, car: CarId, journal: JournalId, closedSeq: number): void {
  const records = recordsBackToOpening(parts, { car, journal, seq: closedSeq });
  if (records === null || sealOf(parts, car, records) === null) return;
  const rated = rate(parts, car, records);
  if (rated === null) return;
  keep(parts, rated, 'records');
  parts.storage.statements.dropUnbilled(car, journal, closedSeq);
  dropUnused(parts, rated);
}

/** A statement with the row that keeps it, but for its version. */
interface Rated extends StatementPlace {
  readonly toSeq: number;
  readonly statement: Statement | UnusedStatement;
  readonly customer: ContractFacts['customer'] | null;
  readonly occurredAt: EpochMilliseconds;
  readonly receivedAt: EpochMilliseconds;
}

function rateAgain(parts: BillingParts, row: StatementRow): Rated | null {
  const { car, journal, toSeq, reservation } = row;
  if (toSeq === 0) return rateUnused(parts, car, reservation);
  const records = recordsBackToOpening(parts, { car, journal, seq: toSeq });
  return records === null ? null : rate(parts, car, records);
}

/** Null where the records are no rental, or no longer say what they said. */
function rate(parts: BillingParts, car: CarId, records: readonly ChainedRecord[]): Rated | null {
  const run = rentalOf(records.map(({ applied }) => applied));
  if (run === null) return null;
  const { fact, opened, closed } = run.closed;
  const entries = entriesOf(parts.storage, car, fact.reservation);
  const facts = contractFrom(entries, car, fact.reservation);
  const first = parts.storage.statements.firstPlace(fact.reservation);
  const place = { car, journal: closed.journal, fromSeq: opened.seq };
  const isUsedTwice = first !== undefined && !isSamePlace(first, place);
  const statement = statementOf({
    car,
    run,
    facts,
    isUsedTwice,
    price: parts.price,
    chargeIdOf: parts.chargeIdOf,
  });
  return {
    ...place,
    toSeq: closed.seq,
    statement,
    customer: facts?.customer ?? null,
    occurredAt: fact.returnedAt,
    receivedAt: latest([
      ...records.map(({ receivedAt }) => receivedAt),
      ...receivedOf(entries, statement.entered?.entries ?? []),
    ]),
  };
}

/** Statements of unused reservations lie under the reservation's own id. */
function rateUnused({ storage, price }: BillingParts, car: CarId, reservation: ReservationId): Rated | null {
  const entries = entriesOf(storage, car, reservation);
  const facts = contractFrom(entries, car, reservation);
  if (facts === null) return null;
  const statement = unusedStatementOf(car, reservation, facts, price);
  return {
    car,
    journal: journalId(reservation),
    fromSeq: 0,
    toSeq: 0,
    statement,
    customer: facts.customer,
    occurredAt: facts.cancelledAt ?? statement.contract.reservedUntil,
    receivedAt: latest(receivedOf(entries, statement.entered.entries)),
  };
}

/** Cancelled in time: nobody needs a bill of nothing (T7). */
const isFree = ({ price }: Statement | UnusedStatement): boolean => price.ok && price.lines.length === 0;

const isSamePlace = (left: StatementPlace, right: StatementPlace): boolean =>
  left.car === right.car && left.journal === right.journal && left.fromSeq === right.fromSeq;

/** The entries that can say something of a reservation of a car. */
export function rowsAbout({ entries }: Storage, car: CarId, reservation: ReservationId): EntryRow[] {
  const own = entries.ofReservation(reservation);
  const customer = own.find(({ kind }) => kind === 'reservation-made')?.customer;
  const terms =
    customer === undefined || customer === null ? [] : entries.ofCustomer(customer, 'customer-terms');
  return [...entries.ofCar(car, 'car-terms'), ...terms, ...entries.ofKind('fuel-price'), ...own].sort(
    (left, right) => left.number - right.number,
  );
}

const entriesOf = (storage: Storage, car: CarId, reservation: ReservationId): ReadEntry[] =>
  rowsAbout(storage, car, reservation).flatMap(({ raw }) => readEntryOf(raw) ?? []);

function receivedOf(entries: readonly ReadEntry[], numbers: readonly number[]): EpochMilliseconds[] {
  const wanted = new Set(numbers);
  return entries.filter(({ number }) => wanted.has(number)).map(({ enteredAt }) => enteredAt);
}

function latest(times: readonly EpochMilliseconds[]): EpochMilliseconds {
  const last = times.toSorted((left, right) => left - right).at(-1);
  if (last === undefined) throw new Error('a statement rests on nothing');
  return last;
}

/**
 * Keeps a statement as a new version where it says something new: a draft is replaced; one that was issued stays as it is,
 * and gets a credit note.
 */
function keep({ storage, clock }: BillingParts, rated: Rated, cause: string): void {
  const { statement, ...row } = rated;
  const content = formatStatement(statement);
  const before = storage.statements.newest(rated);
  if (before?.content === content) return;
  if (before !== undefined) setAside(storage, before, clock.wall());
  storage.statements.insert({
    ...row,
    reservation: statement.reservation,
    version: (before?.version ?? 0) + 1,
    totalCents: statement.price.ok ? statement.price.totalCents : null,
    content,
    createdAt: clock.wall(),
    standing: 'draft',
    cause,
    invoice: null,
  });
}

function setAside({ statements, invoices }: Storage, before: StatementRow, now: EpochMilliseconds): void {
  const { reservation, car, journal, fromSeq, version, customer, totalCents, standing, invoice } = before;
  statements.setStanding(before, standing === 'issued' ? 'credited' : 'replaced', invoice);
  if (standing !== 'issued') return;
  invoices.insertCredit({
    reservation,
    car,
    journal,
    fromSeq,
    version,
    customer,
    totalCents: -(totalCents ?? 0),
    createdAt: now,
    invoice: null,
  });
}

/** A reservation that was billed as unused, or cancelled, and turns out to have been used: that bill is undone. */
function dropUnused({ storage, clock }: BillingParts, { car, statement: { reservation } }: Rated): void {
  const before = storage.statements.newest({ car, journal: journalId(reservation), fromSeq: 0 });
  if (before !== undefined && (before.standing === 'draft' || before.standing === 'issued'))
    setAside(storage, before, clock.wall());
}
