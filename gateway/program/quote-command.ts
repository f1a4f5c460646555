import { type Command, InvalidArgumentError } from 'commander';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { FormulaQuote } from '../quote.ts';
import { answer } from './answer.ts';
import { by, moment, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface QuoteGiven {
  readonly hours: number;
  readonly km: number;
  readonly class: string;
  readonly from?: EpochMilliseconds;
  readonly formula?: string;
  readonly plus?: true;
  readonly fuelPrice?: string;
  readonly lists?: string;
  readonly json?: true;
}

/** `quote`: no gateway is needed. */
export function addQuoteCommand(program: Command, ports: ProgramPorts): void {
  program
    .command('quote')
    .summary('say what a planned rental costs')
    .description(
      'Say what a planned rental costs, on all formulas of the list valid at its start side by side. Exit status 1 where\n' +
        'none has a price.',
    )
    .requiredOption('--hours <hours>', 'length of the reservation, such as 3 or 2.5', by(quarterHours))
    .requiredOption('--km <kilometres>', 'whole kilometres', wholeNumber(0, 100_000))
    .requiredOption('--class <class>', 'price class, such as S')
    .option(
      '--from <time>',
      'start, such as 2026-11-20T14:00+01:00; the next quarter-hour if left out',
      moment,
    )
    .option('--formula <formula>', 'this formula alone')
    .option('--plus', 'with the PLUS option')
    .option('--fuel-price <euros>', 'official price of a litre, such as 1.759')
    .option('--lists <directory>', 'price lists to use instead of the built-in ones')
    .option('--json', 'print one JSON value instead of text')
    .action((given: QuoteGiven) => quote(ports, given));
}

function quarterHours(text: string): number {
  const value = /^\d{1,4}(\.(25|50?|75|0+))?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new RangeError('It is no number of hours in quarters.');
}

async function quote(ports: ProgramPorts, given: QuoteGiven): Promise<void> {
  const { parseFuelPrice, quoteOf, quoteText } = await import('../quote.ts');
  const fuelPrice = given.fuelPrice === undefined ? undefined : parseFuelPrice(given.fuelPrice);
  if (given.fuelPrice !== undefined && fuelPrice === undefined)
    throw new InvalidArgumentError('--fuel-price is no positive decimal number.');
  const planned = {
    startsAt: given.from ?? ports.clock.wall(),
    hours: given.hours,
    km: given.km,
    priceClass: given.class,
    plus: given.plus ?? false,
    fuelPrice,
    formula: given.formula ?? null,
  };
  const quotes: readonly FormulaQuote[] = quoteOf(planned, await ports.priceLists(given.lists));
  await answer(ports, given, quotes, quoteText);
  if (quotes.every(({ result }) => !result.ok)) ports.setExitStatus(1);
}
