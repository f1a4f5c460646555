import type { Command } from 'commander';
import { type CarId, carId } from '../../protocol/ids.ts';
import type { ListNumbers } from '../../protocol/lists/list.ts';
import { kilometres, localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { Told } from '../last-told.ts';
import type { Operator } from '../operator.ts';
import type { CarInFull } from '../ports.ts';
import { answerAsOperator } from './answer.ts';
import { alarmsIn, mostUrgent } from './car-list.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { saidText } from './settings-command.ts';

interface CarShown extends CarInFull {
  /** Raised and not over, the latest first. */
  readonly alarms: readonly string[];
  /** The settings that it follows, in words. */
  readonly settings: string;
  /** Numbers of the lists that it follows; 0 for none. */
  readonly lists: ListNumbers;
}

/** `car show`. */
export function addCarShow(car: Command, ports: ProgramPorts): void {
  onData(car.command('show'))
    .summary('one car in full, as far as it has told')
    .description(
      'One car in full: what it said last and when by its own clock, what is late and why, its open rental, the lists and\n' +
        'settings that it follows, its journals, and what of its input was set aside. A position is never among it.',
    )
    .argument('<car>', 'name', by(carId))
    .action((name: CarId, given: Given) =>
      answerAsOperator(ports, given, (operator) => shown(operator, name), textOf),
    );
}

async function shown(operator: Operator, car: CarId): Promise<CarShown> {
  return {
    ...(await operator.carInFull(car)),
    alarms: alarmsIn(await operator.urgent(car, mostUrgent)),
    settings: saidText(await operator.settingsOf(car)),
    lists: await operator.listsOfCar(car),
  };
}

function textOf(shownCar: CarShown): string {
  const { car, priceClass, registration, told, rental, alarms, settings, lists, gaps, counts } = shownCar;
  const { record } = told;
  return columns([
    ['car', `${car}, class ${priceClass}${registration === '' ? '' : `, ${registration}`}`],
    ['last record', record === null ? 'never' : `${localTime(record.receivedAt)}, seq ${record.seq}`],
    ['its clock then', record === null ? '-' : `${localTime(record.wallTime)} (${record.clockQuality})`],
    ['late', lateText(shownCar)],
    [
      'odometer',
      record === null ? '-' : `${kilometres(record.odometerMetres)} km by ${record.odometerSource}`,
    ],
    ['fuel or charge', toldText(told.fuelPermille, (permille) => `${permille / 10} %`)],
    ['battery', toldText(told.batteryMillivolts, (millivolts) => `${(millivolts / 1000).toFixed(1)} V`)],
    ['doors', toldText(told.doorsLocked, (isLocked) => (isLocked ? 'locked' : 'unlocked'))],
    ['key', toldText(told.keyInHolder, holderText)],
    ['fuel card', toldText(told.fuelCardInHolder, holderText)],
    ['charge cable', toldText(told.cableConnected, (isIn) => (isIn ? 'in' : 'out'))],
    ['alarms', alarms.length === 0 ? 'none' : alarms.join(', ')],
    ['rental', rental === null ? 'none open' : rentalText(rental)],
    ['settings', settings],
    [
      'lists',
      Object.entries(lists)
        .map(([list, number]) => `${list} ${number}`)
        .join(', '),
    ],
    ...shownCar.journals.map(({ journal, through, highest }) => [
      'journal',
      `${journal}: whole through ${through}${highest > through ? `, then up to ${highest} with records missing` : ''}`,
    ]),
    ['missing for good', gaps === 0 ? 'nothing' : `${gaps} stretches of records (\`unassigned list\`)`],
    ['set aside', `${counts.rejected} rejected, ${counts.quarantined} quarantined (\`set-aside list\`)`],
  ]);
}

function lateText({ told: { isDark }, journals }: CarInFull): string {
  if (isDark) return 'fell silent with a low battery; what it writes since comes once that has recovered';
  const waits = journals.some(({ through, highest }) => highest > through);
  return waits ? 'records are missing, and asked for; those after them wait' : 'nothing known';
}

const toldText = <Value>(told: Told<Value> | undefined, words: (value: Value) => string): string =>
  told === undefined ? 'not told' : `${words(told.value)}, ${localTime(told.at)}`;
const holderText = (isIn: boolean): string => (isIn ? 'in its holder' : 'taken');

const rentalText = ({ reservation, openedAt, tripMetres }: NonNullable<CarInFull['rental']>): string =>
  `${reservation}, open since ${localTime(openedAt)}, ${kilometres(tripMetres)} km in trips`;
