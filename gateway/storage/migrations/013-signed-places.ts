import { builder } from '../statement.ts';
import { columns } from './table.ts';

/** How far the car has signed each journal: beyond it a bounded amount is kept. What is there already needs no room. */
export const signedPlaces = {
  number: 13,
  name: 'signed-places',
  statements: [
    ...columns('journals', { signed: 'whole?' }),
    builder.updateTable('journals').set(({ ref }) => ({ signed: ref('through') })),
  ],
} as const;
