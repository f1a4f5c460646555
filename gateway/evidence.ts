import { type Evidence, encodeEvidence } from '../protocol/entry/evidence.ts';
import type { CarId, ReservationId } from '../protocol/ids.ts';
import { decodeRecord, encodeRecord } from '../protocol/messages/record.ts';
import type { Fact } from '../protocol/messages/registry.ts';
import type { Sign } from '../protocol/token/signed.ts';
import type { PriceList } from './pricing/price-list.ts';
import { found, refused } from './register/faults.ts';
import { rowsAbout } from './rental/billing.ts';
import {
  type ChainedRecord,
  type RecordParts,
  recordsBackToOpening,
  sealOf,
} from './rental/rental-records.ts';
import { parseAnyStatement } from './rental/statement.ts';
import type { StatementRow } from './storage/statements.ts';

export interface EvidenceParts extends RecordParts {
  readonly priceLists: readonly PriceList[];
  /** With the operator's billing key. */
  readonly sign: Sign;
  /** What is wrong with evidence; null where it holds. */
  readonly faultIn: (file: Uint8Array, car: CarId) => string | null;
}

/** What proves statements (clause 14.3). */
export const createEvidence = (parts: EvidenceParts) => ({
  /**
   * One COSE_Sign1 around all that the newest priced statement of a reservation follows from.
   * @throws {Fault} `not-found`, `no-price`, `evidence-incomplete` where records have been erased, `evidence-broken` where it
   * would not hold, as after a price list was changed behind a statement's back.
   */
  evidence(reservation: ReservationId): Uint8Array {
    const rows = parts.storage.statements.ofReservation(reservation);
    const row = found(
      rows.find(({ totalCents }) => totalCents !== null) ?? rows[0],
      `statement of reservation ${reservation}`,
    );
    const file = encodeEvidence(evidenceFor(parts, row), parts.sign);
    const fault = parts.faultIn(file, row.car);
    if (fault !== null) throw refused('evidence-broken', `the evidence would not hold: ${fault}`);
    return file;
  },
});

function evidenceFor(parts: EvidenceParts, row: StatementRow): Evidence {
  const { car, reservation, version, content, createdAt, receivedAt } = row;
  const { price, entered } = parseAnyStatement(content);
  if (!price.ok || entered === null)
    throw refused('no-price', `the rental of reservation ${reservation} has no price to prove`);
  const list = found(
    parts.priceLists.find(({ id }) => id === price.priceList),
    `price list ${price.priceList}`,
  );
  const used = new Set(entered.entries);
  return {
    car,
    reservation,
    records: row.toSeq === 0 ? [] : recordsOf(parts, row),
    entries: rowsAbout(parts.storage, car, reservation)
      .filter((entry) => used.has(entry.number) || entry.reservation === reservation)
      .map(({ raw }) => raw),
    priceList: JSON.stringify(list),
    statement: content,
    version,
    receivedAt: receivedAt ?? createdAt,
    billedAt: createdAt,
  };
}

function recordsOf(parts: EvidenceParts, { car, journal, toSeq, reservation }: StatementRow): Uint8Array[] {
  const records = recordsBackToOpening(parts, { car, journal, seq: toSeq });
  const seal = records && sealOf(parts, car, records);
  if (records === null || seal === null) throw incomplete(car, reservation);
  return [...records.map((record) => shown(record, reservation)), ...seal.map(({ raw }) => withheld(raw))];
}

const incomplete = (car: CarId, reservation: ReservationId) =>
  refused('evidence-incomplete', `records of car ${car} for reservation ${reservation} are gone`);

/** Within a rental, what tells of others is withheld: their tries at the car. */
const shown = ({ raw, applied: { fact } }: ChainedRecord, reservation: ReservationId): Uint8Array =>
  isOwn(fact, reservation) ? raw : withheld(raw);

function isOwn(fact: Fact | null, reservation: ReservationId): boolean {
  if (fact === null) return false;
  return fact.kind !== 'access-decided' || fact.reservation === reservation;
}

/** The record without its body, whose digest stays in the header (D2). */
function withheld(raw: Uint8Array): Uint8Array {
  const { headerBytes, signature } = decodeRecord(raw);
  return encodeRecord({ headerBytes, bodyBytes: null, signature });
}
