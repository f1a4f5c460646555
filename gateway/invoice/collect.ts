import type { Pseudonym } from '../../protocol/ids.ts';
import type { Statement, UnusedStatement } from '../rental/statement.ts';
import type { CreditNoteRow } from '../storage/invoices.ts';
import type { StatementRow } from '../storage/statements.ts';
import type { FixedCost } from './fixed-costs.ts';
import type { Invoice, InvoicedRide, InvoicedService } from './invoice.ts';

/** What an invoice is made of. */
export interface Collected {
  readonly customer: Pseudonym;
  readonly month: string;
  readonly priceList: string;
  readonly rows: readonly { readonly row: StatementRow; readonly statement: Statement | UnusedStatement }[];
  readonly fixed: readonly FixedCost[];
  readonly services: readonly InvoicedService[];
  readonly creditNotes: readonly CreditNoteRow[];
}

/** Puts an invoice together; a pure function. */
export function collectInvoice({
  customer,
  month,
  priceList,
  rows,
  fixed,
  services,
  creditNotes,
}: Collected): Invoice {
  const undone = new Set(creditNotes.map(({ reservation }) => reservation));
  const rides = rows.flatMap(({ row, statement }) => rideOf(row, statement, undone.has(row.reservation)));
  const notes = creditNotes.map(({ reservation, version, totalCents }) => ({
    reservation,
    version,
    amountCents: totalCents,
  }));
  const given = services.filter(({ amountCents }) => amountCents < 0);
  const charged = services.filter(({ amountCents }) => amountCents >= 0);
  const amounts = [...fixed, ...charged, ...given, ...notes].map(({ amountCents }) => amountCents);
  return {
    invoice: null,
    customer,
    month,
    issuedAt: null,
    priceList,
    rides,
    fixed: fixed.map((cost) => ({ ...cost })),
    services: charged,
    credits: { notes, given },
    unpriced: rows.flatMap(({ row, statement: { price } }) =>
      price.ok ? [] : { reservation: row.reservation, reason: price.error.message },
    ),
    totalCents: [...rides.map(({ totalCents }) => totalCents), ...amounts].reduce(
      (sum, cents) => sum + cents,
      0,
    ),
  };
}

function rideOf(
  row: StatementRow,
  statement: Statement | UnusedStatement,
  isCorrection: boolean,
): InvoicedRide[] {
  const { contract, price } = statement;
  if (!price.ok || contract === null) return [];
  const isUnused = 'kind' in statement;
  return [
    {
      reservation: row.reservation,
      version: row.version,
      kind: isUnused ? 'unused' : 'rental',
      car: row.car,
      driver: contract.driver,
      startsAt: contract.reservedFrom,
      endsAt: isUnused ? contract.reservedUntil : statement.returnedAt,
      distanceMetres: isUnused ? 0 : (statement.entered?.correctedMetres ?? statement.distanceMetres),
      isCorrection,
      totalCents: price.totalCents,
    },
  ];
}
