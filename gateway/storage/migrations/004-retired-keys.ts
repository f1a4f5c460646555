import { table } from './table.ts';

/** Keys that cars had before they were given new ones: what they have signed stays good. */
export const retiredKeys = {
  number: 4,
  name: 'retired-keys',
  statements: [
    table(
      'retiredKeys',
      { car: 'text', publicKey: 'bytes', retiredAt: 'whole' },
      { key: ['car', 'publicKey'], references: { car: 'cars' } },
    ),
  ],
} as const;
