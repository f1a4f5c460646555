import type { Command } from 'commander';
import { localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { UrgentRecord } from '../ingest/urgent-list.ts';
import type { Operator } from '../operator.ts';
import type { CarEntry } from '../ports.ts';
import { answerAsOperator } from './answer.ts';
import { type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { saidText } from './settings-command.ts';

interface CarListed extends CarEntry {
  /** Raised and not over, the latest first. */
  readonly alarms: readonly string[];
  /** The settings that it follows, in words. */
  readonly settings: string;
}

/** How far back an alarm is looked for. */
export const mostUrgent = 1_000;

/** `car list`. */
export function addCarList(car: Command, ports: ProgramPorts): void {
  onData(car.command('list'))
    .summary('all cars, with what each has said last')
    .description(
      'The cars of the fleet: price class, registration, when the last record came, alarms that are not over, and the\n' +
        `settings that each follows. Alarms are those among the last ${mostUrgent} urgent records of a car (\`alarms\`).`,
    )
    .action((given: Given) => answerAsOperator(ports, given, listed, textOf));
}

async function listed(operator: Operator): Promise<readonly CarListed[]> {
  const settings = new Map((await operator.allSettings()).map((each) => [each.car, saidText(each)]));
  const cars: CarListed[] = [];
  for (const entry of await operator.cars()) {
    const alarms = alarmsIn(await operator.urgent(entry.car, mostUrgent));
    cars.push({ ...entry, alarms, settings: settings.get(entry.car) ?? '' });
  }
  return cars;
}

/** What a car said last of each alarm holds; the latest come first. */
export function alarmsIn(urgent: readonly UrgentRecord[]): readonly string[] {
  const last = new Map<string, boolean>();
  for (const { kind, what, raised } of urgent)
    if (kind === 'alarm' && !last.has(what)) last.set(what, raised === true);
  return [...last].flatMap(([alarm, isRaised]) => (isRaised ? [alarm] : []));
}

const textOf = (cars: readonly CarListed[]): string =>
  cars.length === 0
    ? 'no car; `car add` adds one'
    : columns([
        ['car', 'class', 'registration', 'last record', 'alarms', 'settings'],
        ...cars.map(({ car, priceClass, registration, lastRecordAt, alarms, settings }) => [
          car,
          priceClass,
          registration === '' ? '-' : registration,
          lastRecordAt === null ? 'never' : localTime(lastRecordAt),
          alarms.length === 0 ? 'none' : alarms.join(', '),
          settings,
        ]),
      ]);
