import type { Schema } from '../schema.ts';
import { builder } from '../statement.ts';
import { table } from './table.ts';

/** `records` as it was before: a table with the names of car and journal in each row. */
const before = builder.withTables<{ oldRecords: Schema['records'] }>();

/**
 * A journal's name stands once, and its number in every record and in the index: a third of the pages that a COMMIT writes
 * for many cars were full of names. `records` shows both, as before.
 */
export const journalNumbers = {
  number: 10,
  name: 'journal-numbers',
  statements: [
    builder.schema.alterTable('records').renameTo('oldRecords'),
    table(
      'journalNumbers',
      { journalNumber: 'whole', car: 'text', journal: 'text' },
      { key: ['journalNumber'], unique: ['car', 'journal'], references: { car: 'cars' } },
    ),
    table(
      'recordRows',
      {
        journalNumber: 'whole',
        seq: 'whole',
        link: 'bytes',
        raw: 'bytes',
        receivedAt: 'whole',
        fate: 'text',
      },
      { key: ['journalNumber', 'seq'], references: { journalNumber: 'journalNumbers' } },
    ),
    before
      .insertInto('journalNumbers')
      .columns(['car', 'journal'])
      .expression(before.selectFrom('oldRecords').select(['car', 'journal']).distinct()),
    before
      .insertInto('recordRows')
      .columns(['journalNumber', 'seq', 'link', 'raw', 'receivedAt', 'fate'])
      .expression(
        before
          .selectFrom('oldRecords')
          .innerJoin('journalNumbers', (join) =>
            join
              .onRef('journalNumbers.car', '=', 'oldRecords.car')
              .onRef('journalNumbers.journal', '=', 'oldRecords.journal'),
          )
          .select(['journalNumber', 'seq', 'link', 'raw', 'receivedAt', 'fate']),
      ),
    before.schema.dropTable('oldRecords'),
    builder.schema
      .createView('records')
      .as(
        builder
          .selectFrom('recordRows')
          .innerJoin('journalNumbers', 'journalNumbers.journalNumber', 'recordRows.journalNumber')
          .select(['car', 'journal', 'seq', 'link', 'raw', 'receivedAt', 'fate']),
      ),
  ],
} as const;
