import { table } from './table.ts';

/** Settings for cars, and what each car has said of those that came to it (clause 13.5). */
export const settings = {
  number: 8,
  name: 'settings',
  statements: [
    table(
      'settings',
      { car: 'text', version: 'whole', issuedAt: 'whole', content: 'text' },
      { key: ['car'], references: { car: 'cars' } },
    ),
    table(
      'settingsTold',
      { car: 'text', version: 'whole', outcome: 'text', reason: 'text?', kept: 'whole?' },
      { key: ['car'], references: { car: 'cars' } },
    ),
  ],
} as const;
