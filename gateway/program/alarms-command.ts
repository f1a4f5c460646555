import type { Command } from 'commander';
import { type CarId, carId } from '../../protocol/ids.ts';
import { localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { AlarmPosition, UrgentRecord } from '../ingest/urgent-list.ts';
import { answerAsOperator, asOperator } from './answer.ts';
import { followAlarms, mostAtOnce } from './follow-alarms.ts';
import { by, type Given, onData, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface AlarmsGiven extends Given {
  readonly car?: CarId;
  readonly limit: number;
  readonly follow?: true;
}

/** `alarms`. */
export function addAlarmsCommand(program: Command, ports: ProgramPorts): void {
  onData(program.command('alarms'))
    .summary('what cars said that cannot wait')
    .description(
      'Alarms of cars, the latest first, from the moment they arrive; and decisions about access that came ahead of records\n' +
        'that are missing. Those that wait count for nothing else until the records before them are there. Beside an alarm for which\n' +
        'the settings of the car ask for its position: latitude, longitude, and how far off that may be.',
    )
    .option('--car <car>', 'of this car alone', by(carId))
    .option('--limit <number>', 'at most', wholeNumber(1, 100_000), 100)
    .option(
      '--follow',
      'only those that come from now on, one a line, until Ctrl-C; with --json an object each',
    )
    .action((given: AlarmsGiven) =>
      given.follow === true
        ? follow(ports, given)
        : answerAsOperator(
            ports,
            given,
            (operator) => operator.urgent(given.car ?? null, given.limit),
            alarmsText,
          ),
    );
}

const follow = (ports: ProgramPorts, given: AlarmsGiven): Promise<void> =>
  asOperator(ports, given, async (operator) => {
    const log = await ports.log('warn');
    await followAlarms({
      ports,
      latest: (limit) => operator.urgent(given.car ?? null, limit),
      lineOf: given.json === true ? JSON.stringify : alarmLine,
      missed: () => log.warn({}, `more than ${mostAtOnce} came at once: see alarms --limit for the others`),
    });
  });

const alarmsText = (records: readonly UrgentRecord[]): string =>
  records.length === 0
    ? 'no car has raised an alarm'
    : columns([['received', 'car', 'what', '', 'at', 'record', ''], ...records.map(alarmCells)]);

/** Lines that come one by one have no columns to be held to. */
const alarmLine = (record: UrgentRecord): string =>
  alarmCells(record)
    .filter((cell) => cell !== '')
    .join('  ');

const alarmCells = ({
  receivedAt,
  car,
  what,
  raised,
  position,
  wallTime,
  journal,
  seq,
  fate,
}: UrgentRecord): string[] => [
  localTime(receivedAt),
  car,
  what,
  position === null ? standingText(raised) : positionText(position),
  wallTime === null ? '?' : localTime(wallTime),
  `${journal}/${seq}`,
  fate === 'waiting' ? 'records before it are missing' : '',
];

const standingText = (raised: boolean | null): string => (raised === null ? '' : raised ? 'raised' : 'over');

const positionText = ({
  latitudeMicrodegrees,
  longitudeMicrodegrees,
  accuracyMetres,
}: AlarmPosition): string =>
  `at ${degrees(latitudeMicrodegrees)}, ${degrees(longitudeMicrodegrees)} ± ${accuracyMetres} m`;

const degrees = (microdegrees: number): string => (microdegrees / 1_000_000).toFixed(6);
