import { table } from './table.ts';

/** Places of a journal where something was set aside once: the car is asked for them again. */
export const doubts = {
  number: 11,
  name: 'doubts',
  statements: [
    table(
      'doubts',
      { car: 'text', journal: 'text', seq: 'whole' },
      { key: ['car', 'journal', 'seq'], references: { car: 'cars' }, keyed: true },
    ),
  ],
} as const;
