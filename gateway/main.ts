#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { software } from '../protocol/software.ts';
import { readPriceLists } from './adapters/price-list-files.ts';
import { readText, textOutput } from './adapters/text-streams.ts';
import { runPriceCommand } from './price-command.ts';
import { createPriceLists } from './pricing/price-lists.ts';

/** Exit status for what a person must put right: options, files, lists. */
const USAGE_STATUS = 2;

const builtInLists = fileURLToPath(new URL('pricing/lists', import.meta.url));

const program = new Command('ritmeter-gateway')
  .description('The gateway of a car-sharing fleet')
  .version(software)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_STATUS));

program
  .command('price')
  .summary('price rentals')
  .description(
    'Read rentals as JSON Lines from FILE or standard input and write one JSON line for each on standard output.\n' +
      'Exit status 0, or 1 where any rental got an error line.',
  )
  .argument('[FILE]', 'rentals, one JSON object a line')
  .option('--lists <directory>', 'price lists to use instead of the built-in ones')
  .action(async (file: string | undefined, { lists }: { lists?: string }) => {
    const prepared = createPriceLists(await readPriceLists(lists ?? builtInLists));
    process.exitCode = await runPriceCommand(readText(file), textOutput(process.stdout), prepared);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`ritmeter-gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = USAGE_STATUS;
}
