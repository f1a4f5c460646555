import type { Command } from 'commander';
import { columns } from '../columns.ts';
import { answerFromBooks } from './answer.ts';
import { date, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** `fuelprice add` and `fuelprice list`. */
export function addFuelPriceCommands(program: Command, ports: ProgramPorts): void {
  const fuelPrice = program
    .command('fuelprice')
    .summary('official prices of fuel')
    .description(
      'Official prices of a litre of Euro95/E10. A rental takes the last one before the first day of the month in which it\n' +
        'starts (T11).',
    );
  onData(fuelPrice.command('add'))
    .summary('enter an official price')
    .description('Enter an official price. Rentals that were billed on another are worked out anew.')
    .argument('<date>', 'from when on it holds, such as 2026-06-01', date)
    .argument('<price>', 'euros a litre, such as 1.759')
    .action((from: string, price: string, given: Given) =>
      answerFromBooks(
        ports,
        given,
        (books) => {
          books.addFuelPrice({ date: from, eurosPerLitre: price });
          return { date: from, eurosPerLitre: price };
        },
        () => `${price} EUR a litre from ${from} on`,
      ),
    );
  onData(fuelPrice.command('list'))
    .summary('list them')
    .description('List the official prices by date; of two with one date the later holds.')
    .action((given: Given) =>
      answerFromBooks(
        ports,
        given,
        (books) => books.fuelPrices(),
        (prices) =>
          prices.length === 0
            ? 'none entered: no kilometre price is adjusted'
            : columns(
                prices.map(({ date: from, eurosPerLitre }) => [from, eurosPerLitre]),
                [1],
              ),
      ),
    );
}
