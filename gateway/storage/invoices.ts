import type { Pseudonym } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

export type InvoiceRow = Schema['invoices'];
export type CreditNoteRow = Schema['creditNotes'];

const insert = define<InvoiceRow>()((db, p) =>
  db.insertInto('invoices').values({
    invoice: p('invoice'),
    customer: p('customer'),
    month: p('month'),
    totalCents: p('totalCents'),
    content: p('content'),
    issuedAt: p('issuedAt'),
    paidAt: p('paidAt'),
  }),
);
const find = define<{ invoice: string }>()((db, p) =>
  db.selectFrom('invoices').selectAll().where('invoice', '=', p('invoice')),
);
const ofCustomer = define<{ customer: Pseudonym }>()((db, p) =>
  db
    .selectFrom('invoices')
    .selectAll()
    .where('customer', '=', p('customer'))
    .orderBy('issuedAt')
    .orderBy('invoice'),
);
const count = define()((db) =>
  db.selectFrom('invoices').select(({ fn }) => fn.countAll<number>().as('count')),
);
const setPaid = define<{ invoice: string; paidAt: EpochMilliseconds }>()((db, p) =>
  db
    .updateTable('invoices')
    .set({ paidAt: p('paidAt') })
    .where('invoice', '=', p('invoice')),
);
const insertCredit = define<CreditNoteRow>()((db, p) =>
  db.insertInto('creditNotes').values({
    reservation: p('reservation'),
    car: p('car'),
    journal: p('journal'),
    fromSeq: p('fromSeq'),
    version: p('version'),
    customer: p('customer'),
    totalCents: p('totalCents'),
    createdAt: p('createdAt'),
    invoice: p('invoice'),
  }),
);
const openCredits = define<{ customer: Pseudonym }>()((db, p) =>
  db
    .selectFrom('creditNotes')
    .selectAll()
    .where('customer', '=', p('customer'))
    .where('invoice', 'is', null)
    .orderBy('createdAt')
    .orderBy('reservation')
    .orderBy('version'),
);
const billCredits = define<{ customer: Pseudonym; invoice: string }>()((db, p) =>
  db
    .updateTable('creditNotes')
    .set({ invoice: p('invoice') })
    .where('customer', '=', p('customer'))
    .where('invoice', 'is', null),
);

/** Invoices as issued, and credit notes for versions that were issued and then corrected. */
export const createInvoices = (sql: Sql) => ({
  insert: (row: InvoiceRow) => sql.run(insert, { ...row }),
  find: (invoice: string): InvoiceRow | undefined => sql.first(find, { invoice }),
  ofCustomer: (customer: Pseudonym): InvoiceRow[] => sql.all(ofCustomer, { customer }),
  /** Of all customers together. */
  count: (): number => sql.first(count, {})?.count ?? 0,
  setPaid: (invoice: string, paidAt: EpochMilliseconds) => sql.run(setPaid, { invoice, paidAt }),
  insertCredit: (row: CreditNoteRow) => sql.run(insertCredit, { ...row }),
  /** Those that no invoice names yet. */
  openCredits: (customer: Pseudonym): CreditNoteRow[] => sql.all(openCredits, { customer }),
  billCredits: (customer: Pseudonym, invoice: string) => sql.run(billCredits, { customer, invoice }),
});
export type Invoices = ReturnType<typeof createInvoices>;
