import { index, table } from './table.ts';

/** Places of records that a person is to see at once, whatever is missing before them (D5); from here on. */
export const urgent = {
  number: 9,
  name: 'urgent',
  statements: [
    table(
      'urgent',
      { car: 'text', journal: 'text', seq: 'whole', receivedAt: 'whole' },
      { key: ['car', 'journal', 'seq'], references: { car: 'cars' } },
    ),
    index('urgent', ['receivedAt']),
  ],
} as const;
