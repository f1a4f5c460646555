import { z } from 'zod';
import { journalField, uint, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** A journal begins: the car's first, or one that follows a lost tail (D5, D6). */
export const journalOpened = mapCodec(
  'journal-opened',
  { salt: 0, reason: 1, previousJournal: 2, previousSeq: 3 },
  z.strictObject({
    salt,
    reason: wordField({ first: 1, 'tail-lost': 2, unreadable: 3 }),
    previousJournal: journalField.optional(),
    /** Highest seq that the car knows it wrote in the previous journal. */
    previousSeq: uint.optional(),
  }),
);
