import { type Command, Option } from 'commander';
import { type CarId, type CustomerId, carId, customerId, journalId } from '../../protocol/ids.ts';
import { kilometres } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { Purpose, UnassignedReport, WayKey } from '../unassigned.ts';
import { answerFromBooks } from './answer.ts';
import { by, type Given, type NoteGiven, onData, withNote } from './options.ts';
import type { ProgramPorts } from './ports.ts';

const purposes = ['service', 'customer', 'theft'] as const;

/** `unassigned list` and `unassigned assign`. */
export function addUnassignedCommands(program: Command, ports: ProgramPorts): void {
  const unassigned = program
    .command('unassigned')
    .summary('kilometres without a rental, and records that are missing')
    .description(
      'Kilometres that no rental can be given, and records that are missing for good: by car and day, with likely causes.\n' +
        'Nothing is guessed: they stay as they are until somebody says what they were.',
    );
  onData(unassigned.command('list'))
    .summary('report them')
    .description('Report kilometres without a rental and missing records, by car and day.')
    .option('--car <car>', 'of this car alone', by(carId))
    .action((given: Given & { readonly car?: CarId }) =>
      answerFromBooks(ports, given, (books) => books.unassignedReport(given.car ?? null), reportText),
    );
  withNote(onData(unassigned.command('assign')))
    .summary('say what a way was')
    .description('Say what a way without a rental was: service, a customer, or theft.')
    .argument('<way>', 'as in unassigned list: CAR/JOURNAL/SEQ/PART', by(wayKey))
    .addOption(new Option('--as <purpose>', 'what it was').choices(purposes).makeOptionMandatory())
    .option('--customer <customer>', 'whose it was', by(customerId))
    .action((way: WayKey, given: AssignGiven) =>
      answerFromBooks(
        ports,
        given,
        (books) => {
          const note = { by: given.by, reason: given.reason };
          books.assignWay(way, given.as, given.customer ?? null, note);
          return { ...way, purpose: given.as, customer: given.customer ?? null };
        },
        ({ purpose, customer }) => `assigned: ${purpose}${customer === null ? '' : ` ${customer}`}`,
      ),
    );
}

interface AssignGiven extends Given, NoteGiven {
  readonly as: Purpose;
  readonly customer?: CustomerId;
}

function wayKey(text: string): WayKey {
  const [car = '', journal = '', seq = '', part = '', ...more] = text.split('/');
  if (more.length > 0 || !/^\d{1,15}$/.test(seq) || !/^\d{1,6}$/.test(part))
    throw new RangeError('It is no way as CAR/JOURNAL/SEQ/PART.');
  return { car: carId(car), journal: journalId(journal), seq: Number(seq), part: Number(part) };
}

const nothingText = 'every kilometre has its rental, and no record is missing';

function reportText({ ways, gaps }: UnassignedReport): string {
  if (ways.length === 0 && gaps.length === 0) return nothingText;
  const wayRows = ways.map((way) => [
    way.car,
    way.day ?? '?',
    kilometres(way.distanceMetres),
    way.cause,
    way.assigned === null
      ? way.likely
      : `${way.assigned.purpose}${way.assigned.customer === null ? '' : ` ${way.assigned.customer}`}, by ${way.assigned.note?.by ?? '?'}`,
    `${way.car}/${way.journal}/${way.seq}/${way.part}`,
  ]);
  const gapRows = gaps.map((gap) => [
    gap.car,
    gap.day ?? '?',
    gap.toSeq < gap.fromSeq ? `after ${gap.toSeq}` : `${gap.fromSeq} to ${gap.toSeq}`,
    gap.cause,
    gap.likely,
  ]);
  return [
    ...(ways.length === 0
      ? []
      : [columns([['car', 'day', 'km', 'cause', 'likely, or assigned', 'way'], ...wayRows], [2])]),
    ...(gaps.length === 0 ? [] : [columns([['car', 'day', 'records', 'cause', 'likely'], ...gapRows])]),
  ].join('\n\n');
}
