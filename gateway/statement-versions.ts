import type { ReservationId } from '../protocol/ids.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import {
  type PriceOnStatement,
  parseAnyStatement,
  type Statement,
  type UnusedStatement,
} from './rental/statement.ts';
import { named } from './reports.ts';
import type { StatementStanding } from './storage/schema.ts';
import type { StatementRow } from './storage/statements.ts';
import type { Storage } from './storage/storage.ts';

/** A line of a bill that another version has otherwise: null where it is not there at all. */
export interface LineDifference {
  readonly code: string;
  readonly unitPriceCents: number;
  readonly beforeCents: number | null;
  readonly afterCents: number | null;
}

/** A version of a statement with its three times and how it differs from the one before. */
export interface KeptVersion {
  readonly reservation: ReservationId;
  readonly version: number;
  readonly standing: StatementStanding;
  /** The return, the cancellation, or the end that nobody used. */
  readonly occurredAt: EpochMilliseconds | null;
  /** When the last record or entry came that it rests on. */
  readonly receivedAt: EpochMilliseconds | null;
  readonly billedAt: EpochMilliseconds;
  /** `records`, or the entry that made it. */
  readonly cause: string | null;
  readonly invoice: string | null;
  readonly statement: Statement | UnusedStatement;
  /** Empty for a first version. */
  readonly differences: readonly LineDifference[];
}

/** Statements in all their versions. */
export const createVersions = (storage: Storage) => ({
  /** Of one reservation, in order. */
  versions: (reservation: ReservationId): KeptVersion[] => {
    const rows = storage.statements.versions(reservation);
    return rows.map((row) => keptVersion(storage, row, previousOf(rows, row)));
  },
  /** The newest version of each statement, those of unused reservations too. */
  bills: (): KeptVersion[] => storage.statements.list().map((row) => keptVersion(storage, row, undefined)),
});

const previousOf = (rows: readonly StatementRow[], row: StatementRow): StatementRow | undefined =>
  rows.find(
    (other) =>
      other.journal === row.journal && other.fromSeq === row.fromSeq && other.version === row.version - 1,
  );

/** A row as the books show it, names in place of pseudonyms. */
export function keptVersion(
  storage: Pick<Storage, 'pseudonyms'>,
  row: StatementRow,
  before: StatementRow | undefined,
): KeptVersion {
  const statement = parseAnyStatement(row.content);
  const { reservation, version, standing, occurredAt, receivedAt, createdAt, cause, invoice } = row;
  return {
    reservation,
    version,
    standing,
    occurredAt,
    receivedAt,
    billedAt: createdAt,
    cause,
    invoice,
    statement: withNames(storage, statement),
    differences:
      before === undefined ? [] : differencesOf(parseAnyStatement(before.content).price, statement.price),
  };
}

function withNames(
  storage: Pick<Storage, 'pseudonyms'>,
  statement: Statement | UnusedStatement,
): Statement | UnusedStatement {
  return 'kind' in statement
    ? { ...statement, contract: named(storage, statement.contract) }
    : { ...statement, contract: statement.contract && named(storage, statement.contract) };
}

/** Line by line, by code and unit price. */
export function differencesOf(before: PriceOnStatement, after: PriceOnStatement): LineDifference[] {
  const [old, young] = [amountsOf(before), amountsOf(after)];
  return [...new Map([...old, ...young]).entries()]
    .map(([key, { code, unitPriceCents }]) => ({
      code,
      unitPriceCents,
      beforeCents: old.get(key)?.cents ?? null,
      afterCents: young.get(key)?.cents ?? null,
    }))
    .filter(({ beforeCents, afterCents }) => beforeCents !== afterCents);
}

interface Amount {
  readonly code: string;
  readonly unitPriceCents: number;
  readonly cents: number;
}

function amountsOf(price: PriceOnStatement): Map<string, Amount> {
  const amounts = new Map<string, Amount>();
  for (const { code, unitPriceCents, amountCents } of price.ok ? price.lines : []) {
    const key = `${code} ${unitPriceCents}`;
    amounts.set(key, { code, unitPriceCents, cents: (amounts.get(key)?.cents ?? 0) + amountCents });
  }
  return amounts;
}
