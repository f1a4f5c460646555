import type { Schema } from '../schema.ts';
import { builder } from '../statement.ts';
import { table } from './table.ts';

const columns = ['car', 'journal', 'seq', 'link', 'raw', 'receivedAt', 'fate'] as const;
const arriving = builder.withTables<{ arrivedRecords: Schema['records'] }>();

/**
 * Records lie in the order in which they arrive, and an index finds them. Laid into their key, the records of 500 cars in
 * one COMMIT were 500 pages to write, at about three times the cost.
 */
export const recordsAsTheyArrive = {
  number: 6,
  name: 'records-as-they-arrive',
  statements: [
    table(
      'arrivedRecords',
      {
        car: 'text',
        journal: 'text',
        seq: 'whole',
        link: 'bytes',
        raw: 'bytes',
        receivedAt: 'whole',
        fate: 'text',
      },
      { key: ['car', 'journal', 'seq'], references: { car: 'cars' } },
    ),
    arriving
      .insertInto('arrivedRecords')
      .columns([...columns])
      .expression(arriving.selectFrom('records').select([...columns])),
    builder.schema.dropTable('records'),
    builder.schema.alterTable('arrivedRecords').renameTo('records'),
  ],
} as const;
