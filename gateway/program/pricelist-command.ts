import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import type { ListSummary } from '../price-list-text.ts';
import type { PriceList } from '../pricing/price-list.ts';
import { answer } from './answer.ts';
import type { ProgramPorts } from './ports.ts';

interface ListGiven {
  readonly lists?: string;
  readonly json?: true;
}

/** `pricelist check`, `show` and `diff`: no gateway is needed. */
export function addPriceListCommands(program: Command, ports: ProgramPorts): void {
  const list = program
    .command('pricelist')
    .summary('price lists')
    .description(
      'Price lists are YAML or JSON files; `priceLists` in gateway.yaml names a folder of your own (T2).\n' +
        'A list is named by its file, or by its id where it is in that folder or built in.',
    );
  withJson(list.command('check'))
    .summary('check a file before it is used')
    .description('Check a price list: every fault with its place, or what it holds and where it has holes.')
    .argument('<file>', 'the list')
    .action(async (file: string, given: ListGiven) => {
      const { summaryOf, summaryText } = await import('../price-list-text.ts');
      await answer<ListSummary>(ports, given, summaryOf(await ports.priceList(file)), summaryText);
    });
  withLists(list.command('show'))
    .summary('show a list with the source of each price')
    .description(
      'Show every price of a list with its source: `-` no such price, `?` not published, `*` carried.',
    )
    .argument('[list]', 'id or file; the newest list where left out')
    .action(async (name: string | undefined, given: ListGiven) => {
      const { listText } = await import('../price-list-text.ts');
      await answer(ports, given, await listNamed(ports, name, given), listText);
    });
  withLists(list.command('diff'))
    .summary('say what two lists say differently')
    .description('Say where two lists differ, sources and titles aside. Exit status 1 where they do.')
    .argument('<before>', 'id or file')
    .argument('<after>', 'id or file')
    .action(async (before: string, after: string, given: ListGiven) => {
      const { differencesBetween, differenceText } = await import('../price-list-text.ts');
      const [old, young] = [await listNamed(ports, before, given), await listNamed(ports, after, given)];
      const differences = differencesBetween(old, young);
      await answer(ports, given, differences, differenceText);
      if (differences.length > 0) ports.setExitStatus(1);
    });
}

const withJson = (command: Command): Command =>
  command.option('--json', 'print one JSON value instead of text');
const withLists = (command: Command): Command =>
  withJson(command).option('--lists <directory>', 'price lists to use instead of the built-in ones');

async function listNamed(
  ports: ProgramPorts,
  name: string | undefined,
  { lists }: ListGiven,
): Promise<PriceList> {
  if (name !== undefined && /[./]/.test(name)) return ports.priceList(name);
  const known = (await ports.priceLists(lists)).toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const found = name === undefined ? known.at(-1) : known.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const ids = known.map(({ id }) => id).join(', ');
  throw new Fault(
    { code: 'price-list-unknown', blame: 'operator' },
    `there is no price list ${name ?? ''}; there are: ${ids}`,
  );
}
