import { z } from 'zod';
import { wordField } from './fields.ts';
import { mapCodec, mapField } from './map.ts';
import { checklistItems, noteStandings } from './words.ts';

const schema = z.strictObject({ item: wordField(checklistItems), standing: wordField(noteStandings) });

/** A point of the checklist that did not keep the rental from ending, though it was not done or not known (clause 6.9). */
export type ChecklistNote = z.output<typeof schema>;

const noteField = mapField(mapCodec('checklist-note', { item: 1, standing: 2 }, schema));

export const notesField = z.array(noteField).max(16);
