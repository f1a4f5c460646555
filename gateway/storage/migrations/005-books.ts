import { builder } from '../statement.ts';
import { columns, index, table } from './table.ts';

/** The operator's signed entries, and versions of statements with what became of them. */
export const books = {
  number: 5,
  name: 'books',
  statements: [
    table(
      'entries',
      {
        number: 'whole',
        kind: 'text',
        enteredAt: 'whole',
        link: 'bytes',
        raw: 'bytes',
        reservation: 'text?',
        customer: 'text?',
        car: 'text?',
      },
      { key: ['number'] },
    ),
    index('entries', ['reservation']),
    index('entries', ['customer', 'kind']),
    index('entries', ['car', 'kind']),
    index('entries', ['kind']),
    table('pseudonyms', { pseudonym: 'text', kind: 'text', name: 'text?' }, { key: ['pseudonym'] }),
    index('pseudonyms', ['kind', 'name']),
    ...columns('statements', {
      standing: 'text?',
      customer: 'text?',
      occurredAt: 'whole?',
      receivedAt: 'whole?',
      cause: 'text?',
      invoice: 'text?',
    }),
    builder.updateTable('statements').set({ standing: 'draft' }),
    index('statements', ['customer', 'standing']),
    table(
      'creditNotes',
      {
        reservation: 'text',
        car: 'text',
        journal: 'text',
        fromSeq: 'whole',
        version: 'whole',
        customer: 'text?',
        totalCents: 'whole',
        createdAt: 'whole',
        invoice: 'text?',
      },
      { key: ['car', 'journal', 'fromSeq', 'version'] },
    ),
    index('creditNotes', ['customer']),
    table(
      'invoices',
      {
        invoice: 'text',
        customer: 'text',
        month: 'text',
        totalCents: 'whole',
        content: 'text',
        issuedAt: 'whole',
        paidAt: 'whole?',
      },
      { key: ['invoice'] },
    ),
    index('invoices', ['customer']),
  ],
} as const;
