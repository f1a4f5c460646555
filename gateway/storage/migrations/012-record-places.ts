import type { Schema } from '../schema.ts';
import { builder } from '../statement.ts';
import { table } from './table.ts';

/** `recordRows` as it was before: found by an index of its own. */
const before = builder.withTables<{ oldRows: Omit<Schema['recordRows'], 'place'> }>();
const recordColumns = ['journalNumber', 'seq', 'link', 'raw', 'receivedAt', 'fate'] as const;
const shown = ['car', 'journal', 'seq', 'link', 'raw', 'receivedAt', 'fate'] as const;

const placed = builder
  .selectFrom('recordPlaces')
  .innerJoin('recordRows', 'recordRows.place', 'recordPlaces.place')
  .innerJoin('journalNumbers', 'journalNumbers.journalNumber', 'recordPlaces.journalNumber')
  .select(['car', 'journal', 'recordPlaces.seq', 'link', 'raw', 'receivedAt', 'fate']);
const unplaced = builder
  .selectFrom('recordRows')
  .innerJoin('journalNumbers', 'journalNumbers.journalNumber', 'recordRows.journalNumber')
  .select(shown)
  .where('place', '>', (where) => where.selectFrom('placing').select('through'));

/**
 * Where a record lies is written later, for many at once, in the order of journals: of the pages that a COMMIT wrote for 500
 * cars four in five were the index of records. `records` finds those that have no place yet by looking at the newest rows.
 */
export const recordPlaces = {
  number: 12,
  name: 'record-places',
  statements: [
    builder.schema.dropView('records'),
    builder.schema.alterTable('recordRows').renameTo('oldRows'),
    table(
      'recordRows',
      {
        place: 'whole',
        journalNumber: 'whole',
        seq: 'whole',
        link: 'bytes',
        raw: 'bytes',
        receivedAt: 'whole',
        fate: 'text',
      },
      { key: ['place'], references: { journalNumber: 'journalNumbers' } },
    ),
    table(
      'recordPlaces',
      { journalNumber: 'whole', seq: 'whole', place: 'whole' },
      { key: ['journalNumber', 'seq'], keyed: true },
    ),
    table('placing', { through: 'whole' }, { key: ['through'] }),
    before
      .insertInto('recordRows')
      .columns([...recordColumns])
      .expression(before.selectFrom('oldRows').select([...recordColumns])),
    before.schema.dropTable('oldRows'),
    builder
      .insertInto('recordPlaces')
      .columns(['journalNumber', 'seq', 'place'])
      .expression(
        builder
          .selectFrom('recordRows')
          .select(['journalNumber', 'seq', 'place'])
          .orderBy('journalNumber')
          .orderBy('seq'),
      ),
    builder
      .insertInto('placing')
      .columns(['through'])
      .expression(
        builder
          .selectFrom('recordRows')
          .select(({ fn, lit }) => fn.coalesce(fn.max('place'), lit(0)).as('through')),
      ),
    builder.schema.createView('records').as(placed.unionAll(unplaced)),
  ],
} as const;
