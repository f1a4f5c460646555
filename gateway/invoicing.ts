import { createHash } from 'node:crypto';
import { messageOf } from '../protocol/errors.ts';
import { type CustomerId, customerId, driverId, type Pseudonym, pseudonym } from '../protocol/ids.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import type { EntryLog } from './entries/entry-log.ts';
import { collectInvoice } from './invoice/collect.ts';
import { fixedCosts } from './invoice/fixed-costs.ts';
import { formatInvoice, type Invoice, type InvoicedService, parseInvoice } from './invoice/invoice.ts';
import { type Month, monthOf } from './invoice/month.ts';
import { decimalOf, multiplyRounded } from './pricing/decimal.ts';
import type { PriceLists } from './pricing/price-lists.ts';
import { moment } from './pricing/units.ts';
import type { TermsNow } from './register/corrections.ts';
import { alreadyThere, found, refused } from './register/faults.ts';
import { readEntryOf } from './rental/read-entry.ts';
import { parseAnyStatement } from './rental/statement.ts';
import type { StatementRow } from './storage/statements.ts';
import type { Storage } from './storage/storage.ts';

export interface InvoicingParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly lists: PriceLists;
  readonly termsAt: (customer: CustomerId, at: EpochMilliseconds) => TermsNow;
}

/** An invoice with what became of it. */
export interface KeptInvoice extends Invoice {
  readonly paidAt: EpochMilliseconds | null;
}

/** Monthly statements: once issued they never change, and what is corrected later comes on the next one. */
export function createInvoicing(parts: InvoicingParts) {
  const { storage, entries } = parts;
  const known = (customer: CustomerId): Pseudonym => {
    found(storage.people.customer(customer), `customer ${customer}`);
    return entries.pseudonymOf('customer', customer);
  };
  const shown = (invoice: Invoice): Invoice => withNames(storage, invoice);
  return {
    /** What an invoice would say now. @throws {Fault} `not-found`, `price-not-published`; {RangeError}. */
    previewInvoice: (customer: CustomerId, month: string): Invoice =>
      storage.transaction(() => shown(drawUp(parts, customer, known(customer), monthOf(month)).invoice)),

    /** @throws {Fault} as `previewInvoice`, `already-exists`, `month-not-over`. */
    issueInvoice: (customer: CustomerId, monthName: string): Invoice =>
      storage.transaction(() => {
        const person = known(customer);
        const month = monthOf(monthName);
        const earlier = storage.invoices.ofCustomer(person);
        if (earlier.some((row) => row.month === month.name))
          throw alreadyThere(`invoice for ${customer} and ${month.name}`);
        if (entries.now() < month.to) throw refused('month-not-over', `${month.name} is not over yet`);
        const { invoice, rows } = drawUp(parts, customer, person, month);
        return shown(issue(parts, person, invoice, rows));
      }),

    /** Those of a customer, in the order in which they were issued. @throws {Fault} `not-found`. */
    invoices: (customer: CustomerId): KeptInvoice[] =>
      storage.transaction(() =>
        storage.invoices
          .ofCustomer(known(customer))
          .map(({ content, paidAt }) => ({ ...shown(parseInvoice(content)), paidAt })),
      ),

    /** @throws {Fault} `not-found`. */
    invoice: (number: string): KeptInvoice => {
      const { content, paidAt } = found(storage.invoices.find(number), `invoice ${number}`);
      return { ...shown(parseInvoice(content)), paidAt };
    },

    /** @throws {Fault} `not-found`. */
    invoicePaid: (number: string): void =>
      storage.transaction(() => {
        found(storage.invoices.find(number), `invoice ${number}`);
        storage.invoices.setPaid(number, entries.now());
      }),
  };
}

interface Drawn {
  readonly invoice: Invoice;
  readonly rows: readonly StatementRow[];
}

function drawUp(parts: InvoicingParts, customer: CustomerId, person: Pseudonym, month: Month): Drawn {
  const { storage, lists, termsAt } = parts;
  const list = listAt(lists, month.from);
  const { formula } = termsAt(customer, month.from);
  if (!Object.hasOwn(list.formulas, formula))
    throw refused('price-not-published', `${list.id}: formula ${formula} is not on the list`);
  const rows = storage.statements
    .ofCustomer(person, 'draft')
    .filter(({ occurredAt }) => occurredAt !== null && occurredAt < month.to);
  const allowed = storage.entries.ofCustomer(person, 'user-allowed');
  const users = (before: EpochMilliseconds) => allowed.filter(({ enteredAt }) => enteredAt < before).length;
  const invoice = collectInvoice({
    customer: person,
    month: month.name,
    priceList: list.id,
    rows: rows.map((row) => ({ row, statement: parseAnyStatement(row.content) })),
    fixed: fixedCosts(list, formula, { before: users(month.from), atEnd: users(month.to) }),
    services: servicesOf(parts, person, month),
    creditNotes: storage.invoices.openCredits(person),
  });
  return { invoice, rows };
}

/** Charges of the customer itself that are on no invoice yet. */
function servicesOf({ storage, lists }: InvoicingParts, person: Pseudonym, month: Month): InvoicedService[] {
  const billed = new Set(
    storage.invoices
      .ofCustomer(person)
      .map(({ content }) => parseInvoice(content))
      .flatMap(({ services, credits }) => [...services, ...credits.given].map(({ charge }) => charge)),
  );
  const rejected = new Map(
    storage.entries
      .ofKind('charge-decided')
      .flatMap(({ raw }) => readEntryOf(raw)?.body ?? [])
      .flatMap((body) => (body.kind === 'charge-decided' ? [[body.charge, !body.accepted] as const] : [])),
  );
  return storage.entries
    .ofCustomer(person, 'charge-added')
    .flatMap(({ raw }) => readEntryOf(raw)?.body ?? [])
    .flatMap((body) => {
      if (body.kind !== 'charge-added' || body.reservation !== undefined) return [];
      const { charge, code, quantity, occurredAt } = body;
      if (occurredAt >= month.to || billed.has(charge) || rejected.get(charge) === true) return [];
      const fee = lists.select({ start: moment(occurredAt) }).fees[code];
      if (fee === undefined) return [];
      const { cents, source } = fee;
      const amountCents = feeAmount(quantity, cents);
      return { charge, code, quantity, unitPriceCents: cents, amountCents, occurredAt, source };
    });
}

/** @throws {Fault} `price-not-published` */
function listAt(lists: PriceLists, time: EpochMilliseconds) {
  try {
    return lists.select({ start: moment(time) });
  } catch (cause) {
    throw refused('price-not-published', messageOf(cause));
  }
}

/** T12, T13. */
const feeAmount = (quantity: string, cents: number): number =>
  multiplyRounded(decimalOf(Number(quantity)), cents);

function issue(
  { storage, entries }: InvoicingParts,
  person: Pseudonym,
  drawn: Invoice,
  rows: readonly StatementRow[],
): Invoice {
  const number = `${drawn.month}-${(storage.invoices.count() + 1).toString().padStart(4, '0')}`;
  const invoice = { ...drawn, invoice: number, issuedAt: entries.now() };
  const content = formatInvoice(invoice);
  storage.invoices.insert({
    invoice: number,
    customer: person,
    month: invoice.month,
    totalCents: invoice.totalCents,
    content,
    issuedAt: invoice.issuedAt,
    paidAt: null,
  });
  for (const row of rows) {
    const isBilled = invoice.rides.some(({ reservation }) => reservation === row.reservation);
    if (isBilled && row.totalCents !== null) storage.statements.setStanding(row, 'issued', number);
  }
  storage.invoices.billCredits(person, number);
  const digest = new Uint8Array(createHash('sha256').update(content).digest());
  entries.append({ kind: 'invoice-issued', customer: person, month: invoice.month, invoice: number, digest });
  return invoice;
}

/** An invoice as people read it: names in place of pseudonyms, as far as there are any left. */
function withNames({ pseudonyms }: Pick<Storage, 'pseudonyms'>, invoice: Invoice): Invoice {
  const nameOf = (text: string): string => pseudonyms.find(pseudonym(text))?.name ?? text;
  return {
    ...invoice,
    customer: customerId(nameOf(invoice.customer)),
    rides: invoice.rides.map((ride) => ({ ...ride, driver: driverId(nameOf(ride.driver)) })),
  };
}
