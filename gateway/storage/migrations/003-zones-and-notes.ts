import { columns } from './table.ts';

/** Zone verdicts at both ends of a rental, and what its end let pass. */
export const zonesAndNotes = {
  number: 3,
  name: 'zones-and-notes',
  statements: columns('rentals', { openedZones: 'text?', closedZones: 'text?', notes: 'text?' }),
} as const;
