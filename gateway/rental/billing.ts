import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { sealBytes } from '../../protocol/messages/record.ts';
import type { Clock } from '../../protocol/runtime.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';
import type { PriceResult } from '../pricing/price.ts';
import type { PricedUse } from '../rental-price.ts';
import type { RecordRow } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import { contractFactsOf } from './contract.ts';
import type { RecordApplied } from './evolve.ts';
import { type RentalRun, rentalOf } from './rental-run.ts';
import { type ContractFacts, formatStatement, type StatementPrice, statementOf } from './statement.ts';

/** A stored record with its place in the chain. */
export interface ChainedRecord {
  readonly applied: RecordApplied;
  readonly link: Uint8Array;
  /** The link of the record before it, as this one names it. */
  readonly previousLink: Uint8Array;
  readonly signature: Uint8Array | null;
}

export interface BillingParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly readRecord: (row: RecordRow) => ChainedRecord;
  readonly verifierOf: (car: CarId) => VerifyCar | undefined;
  readonly price: (use: PricedUse) => PriceResult;
}

const pageSize = 200;
/** More records than this are no rental: 30 days of one a minute. */
const mostRecords = 43_200;
/** A signature follows within an hour (D2). */
const furthestSeal = 1000;

/**
 * Gives a statement to each closed rental of a journal whose records are all there and sealed by the car's signature,
 * whatever is missing before it (D5). Call it within a transaction.
 */
export function createBilling(parts: BillingParts): (car: CarId, journal: JournalId) => void {
  const { storage } = parts;
  return (car, journal) => {
    for (const closedSeq of storage.statements.unbilled(car, journal)) {
      const records = recordsBackToOpening(parts, car, journal, closedSeq);
      if (records === null || !isSealed(parts, car, records)) continue;
      const run = rentalOf(records.map(({ applied }) => applied));
      if (run !== null) writeStatement(parts, car, run);
    }
  };
}

/** From the opening to the closing, unbroken and chained; null where something is missing. */
function recordsBackToOpening(
  { storage, readRecord }: BillingParts,
  car: CarId,
  journal: JournalId,
  closedSeq: number,
): ChainedRecord[] | null {
  const found: ChainedRecord[] = [];
  while (found.length < mostRecords) {
    const page = storage.records.backFrom(car, journal, closedSeq - found.length, pageSize);
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

const follows = (before: ChainedRecord, after: ChainedRecord): boolean =>
  before.applied.seq + 1 === after.applied.seq && sameBytes(before.link, after.previousLink);

/** Whether a good signature covers the closing: its own, or one over a record that continues the chain (clause 3.8). */
function isSealed(parts: BillingParts, car: CarId, records: readonly ChainedRecord[]): boolean {
  const verify = parts.verifierOf(car);
  const closing = records.at(-1);
  if (verify === undefined || closing === undefined) return false;
  if (isSigned(closing, verify)) return true;
  const { journal, seq } = closing.applied;
  let last = closing;
  for (const row of parts.storage.records.from(car, journal, seq + 1, furthestSeal)) {
    const next = parts.readRecord(row);
    if (!follows(last, next)) return false;
    if (isSigned(next, verify)) return true;
    last = next;
  }
  return false;
}

const isSigned = ({ link, signature }: ChainedRecord, verify: VerifyCar): boolean =>
  signature !== null && verify(sealBytes(link), signature);

function writeStatement({ storage, clock, price }: BillingParts, car: CarId, run: RentalRun): void {
  const { fact, opened, closed } = run.closed;
  const facts = contractFactsOf(storage, car, fact.reservation);
  const statement = statementOf(car, run, facts, priceOf(storage, run, facts, price));
  storage.statements.insert({
    reservation: fact.reservation,
    version: 1,
    car,
    journal: closed.journal,
    fromSeq: opened.seq,
    toSeq: closed.seq,
    totalCents: statement.price.ok ? statement.price.totalCents : null,
    content: formatStatement(statement),
    createdAt: clock.wall(),
  });
  storage.statements.dropUnbilled(car, closed.journal, closed.seq);
}

function priceOf(
  storage: Storage,
  run: RentalRun,
  facts: ContractFacts | null,
  price: BillingParts['price'],
): StatementPrice {
  const { reservation } = run.closed.fact;
  if (facts === null) {
    const message = `reservation ${reservation} is not known for this car`;
    return { ok: false, error: { code: 'reservation-unknown', message } };
  }
  if (storage.statements.ofReservation(reservation).length > 0) {
    const message = `reservation ${reservation} has been billed before; a person must decide`;
    return { ok: false, error: { code: 'reservation-used-twice', message } };
  }
  return price({
    ...facts.contract,
    startsAt: facts.contract.reservedFrom,
    endsAt: facts.firstReservedUntil,
    changes: facts.changes,
    returnedAt: run.closed.fact.returnedAt,
    distanceMetres: run.closed.distanceMetres,
  });
}
