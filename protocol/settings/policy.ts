import type { ChecklistItem } from '../messages/words.ts';

/** What the end of a rental makes of a point that is not done: it blocks the end, is noted, or is nobody's business. */
export const policies = ['block', 'note', 'ignore'] as const;
export type Policy = Readonly<Record<ChecklistItem, (typeof policies)[number]>>;

/** What holds unless the operator says otherwise. */
export const usualPolicy: Policy = {
  ignition: 'block',
  doors: 'block',
  key: 'block',
  'fuel-card': 'block',
  windows: 'ignore',
  lights: 'ignore',
  'charge-cable': 'ignore',
  zone: 'ignore',
  fuel: 'note',
  'key-use': 'note',
};
