import type { Words } from './words.ts';
import { en } from './words-en.ts';
import { fr } from './words-fr.ts';
import { nl } from './words-nl.ts';

export const languages = ['nl', 'fr', 'en'] as const;
export type Language = (typeof languages)[number];

const all: Readonly<Record<Language, Words>> = { nl, fr, en };

export const wordsIn = (language: Language): Words => all[language];
