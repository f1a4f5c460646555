import type { Command } from 'commander';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { createPriceLists, runPriceCommand } from '../price-command.ts';
import type { ProgramPorts } from './ports.ts';

interface PriceGiven {
  readonly lists?: string;
  readonly explain?: true;
}

/** `price`: no gateway is needed. */
export function addPriceCommand(program: Command, ports: ProgramPorts): void {
  program
    .command('price')
    .summary('price rentals')
    .description(
      'Read rentals as JSON Lines from FILE or standard input and write one JSON line for each on standard output.\n' +
        'Exit status 0, or 1 where any rental got an error line.',
    )
    .argument('[FILE]', 'rentals, one JSON object a line')
    .option('--lists <directory>', 'price lists to use instead of the built-in ones')
    .option('--explain', 'write a table for each rental, with the rule and the source of each line')
    .action(async (file: string | undefined, { lists, explain }: PriceGiven) => {
      const raw = await ports.priceLists(lists);
      try {
        const input = ports.readText(file);
        ports.setExitStatus(
          await runPriceCommand(input, ports.output, createPriceLists(raw), { explain: explain ?? false }),
        );
      } catch (cause) {
        throw new Fault({ code: 'input-unusable', blame: 'operator' }, messageOf(cause), { cause });
      }
    });
}
