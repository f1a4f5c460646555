import { type Command, Option } from 'commander';
import type { ProgramPorts } from './ports.ts';

const languages = ['nl', 'fr', 'en'] as const;

/** What commands that write pages are given. */
export interface PageGiven {
  readonly html?: string;
  readonly lang: (typeof languages)[number];
}

/** Adds `--html` and `--lang`. */
export const withPage = (command: Command): Command =>
  command
    .option('--html <file>', 'write one self-contained page, ready for print')
    .addOption(new Option('--lang <language>', 'language of the page').choices(languages).default('nl'));

/** Takes the place of what is there. */
export const writePage = ({ files }: ProgramPorts, file: string, page: string): Promise<void> =>
  files.replace(file, page);
