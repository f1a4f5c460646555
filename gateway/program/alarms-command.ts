import type { Command } from 'commander';
import { type CarId, carId } from '../../protocol/ids.ts';
import { localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { AlarmPosition, UrgentRecord } from '../ingest/urgent-list.ts';
import { answerAsOperator } from './answer.ts';
import { by, type Given, onData, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface AlarmsGiven extends Given {
  readonly car?: CarId;
  readonly limit: number;
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
    .action((given: AlarmsGiven) =>
      answerAsOperator(
        ports,
        given,
        (operator) => operator.urgent(given.car ?? null, given.limit),
        alarmsText,
      ),
    );
}

const alarmsText = (records: readonly UrgentRecord[]): string =>
  records.length === 0
    ? 'no car has raised an alarm'
    : columns([
        ['received', 'car', 'what', '', 'at', 'record', ''],
        ...records.map(({ receivedAt, car, what, raised, position, wallTime, journal, seq, fate }) => [
          localTime(receivedAt),
          car,
          what,
          position === null ? standingText(raised) : positionText(position),
          wallTime === null ? '?' : localTime(wallTime),
          `${journal}/${seq}`,
          fate === 'waiting' ? 'records before it are missing' : '',
        ]),
      ]);

const standingText = (raised: boolean | null): string => (raised === null ? '' : raised ? 'raised' : 'over');

const positionText = ({
  latitudeMicrodegrees,
  longitudeMicrodegrees,
  accuracyMetres,
}: AlarmPosition): string =>
  `at ${degrees(latitudeMicrodegrees)}, ${degrees(longitudeMicrodegrees)} ± ${accuracyMetres} m`;

const degrees = (microdegrees: number): string => (microdegrees / 1_000_000).toFixed(6);
