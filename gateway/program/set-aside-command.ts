import type { Command } from 'commander';
import { localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { SetAsideItem } from '../ingest/set-aside-list.ts';
import { answer, answerAsOperator, asOperator } from './answer.ts';
import { type Given, onData, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface ListGiven extends Given {
  readonly limit: number;
}

/** `set-aside list`, `set-aside show` and `set-aside replay`. */
export function addSetAsideCommand(program: Command, ports: ProgramPorts): void {
  const parent = program
    .command('set-aside')
    .summary('what cars sent and was not taken')
    .description(
      'What cars sent and was not taken: rejected, since it cannot be read, or quarantined, since it contradicts what is\n' +
        'stored or itself. All of it is kept as sent.',
    );
  onData(parent.command('list'))
    .summary('list it, in the order of arrival')
    .description('List what is set aside, in the order of arrival.')
    .option('--limit <number>', 'of each kind at most', wholeNumber(1, 100_000), 1000)
    .action((given: ListGiven) =>
      answerAsOperator(ports, given, (operator) => operator.setAside(given.limit), listText),
    );
  onData(parent.command('show'))
    .summary('show one, with its bytes')
    .description('Show one that is set aside, with its bytes as they were sent, in hexadecimal.')
    .argument('<id>', 'as `list` names it')
    .action((id: string, given: Given) =>
      answerAsOperator(ports, given, (operator) => operator.setAsideItem(id), itemText),
    );
  onData(parent.command('replay'))
    .summary('take it after all, where that is possible now')
    .description(
      'Take one as if it had just arrived: newer software may read it, or its place may be free. Rentals of the car are\n' +
        'drawn from its records anew. What the rules still refuse stays set aside, and the exit status is 1.',
    )
    .argument('<id>', 'as `list` names it')
    .action((id: string, given: Given) => replay(ports, id, given));
}

async function replay(ports: ProgramPorts, id: string, given: Given): Promise<void> {
  const outcome = await asOperator(ports, given, (operator) => operator.replay(id));
  await answer(ports, given, { id, ...outcome }, () =>
    outcome.kind === 'taken' ? `${id} taken` : `${id} stays set aside: ${outcome.reason}`,
  );
  if (outcome.kind === 'stays') ports.setExitStatus(1);
}

const placeOf = ({ journal, seq, topic }: SetAsideItem): string =>
  journal === null ? topic : `${journal}/${seq ?? '?'}`;

const listText = (items: readonly SetAsideItem[]): string =>
  items.length === 0
    ? 'nothing is set aside'
    : columns([
        ['id', 'received', 'car', 'place', 'reason'],
        ...items.map((item) => [item.id, localTime(item.receivedAt), item.car, placeOf(item), item.reason]),
      ]);

const itemText = (item: SetAsideItem): string =>
  columns([
    ['id', item.id],
    ['received', localTime(item.receivedAt)],
    ['car', item.car],
    ['place', placeOf(item)],
    ['reason', item.reason],
    ['bytes', String(item.bytes)],
    ['content', item.raw],
  ]);
