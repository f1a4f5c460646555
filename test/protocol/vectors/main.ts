import { writeFileSync } from 'node:fs';
import { vectorFiles } from './vector-files.ts';

/** Writes `protocol/vectors/*.json` anew. */
for (const [file, text] of vectorFiles)
  writeFileSync(new URL(`../../../protocol/vectors/${file}`, import.meta.url), text);
