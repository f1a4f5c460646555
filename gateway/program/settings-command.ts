import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { type CarId, carId } from '../../protocol/ids.ts';
import { coversCar, requireCarPattern } from '../../protocol/lists/key-set.ts';
import { readSettingsFile } from '../../protocol/settings/settings.ts';
import { localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { Operator } from '../operator.ts';
import type { SettingsOfCar } from '../register/settings.ts';
import { answer, answerAsOperator, asOperator } from './answer.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** Below `car`: what an operator changes in cars over the air (clause 13). */
export function addSettingsCommands(car: Command, ports: ProgramPorts): void {
  const settings = car.command('settings').summary("change cars' settings over the air");
  onData(settings.command('set'))
    .summary('set the settings of cars')
    .description(
      'Check a file of settings (YAML or JSON, specification 13.1), sign it for each of the cars, and send it as soon as a\n' +
        'car is online. It takes the place of what was set before as a whole. A car that does not reach the gateway with it\n' +
        'takes it back by itself. `version` may be left out: it is the next one of each car.',
    )
    .argument('<cars>', "names, or beginnings such as 'car-0*', with commas between", by(patternsIn))
    .argument('<FILE>', 'the settings')
    .action(async (patterns: readonly string[], file: string, given: Given) => {
      const { version, content } = readSettingsFile(await textOf(ports, file), file);
      const set = await asOperator(ports, given, async (operator) => {
        const cars = await matching(operator, patterns);
        if (cars.length > 1 && Object.hasOwn(content, 'fuelCardPin')) throw pinForMany();
        return operator.setSettings({ cars, content, version });
      });
      await answer(ports, given, set, (all) => all.map(setText).join('\n'));
    });
  onData(settings.command('show'))
    .summary('show the settings of a car, and what it has said of them')
    .argument('<car>', 'name', by(carId))
    .action((car: CarId, given: Given) =>
      answerAsOperator(ports, given, (operator) => operator.settingsOf(car), shownText),
    );
  onData(settings.command('list'))
    .summary('show which settings each car has')
    .action((given: Given) => answerAsOperator(ports, given, (operator) => operator.allSettings(), listText));
}

const patternsIn = (text: string): readonly string[] => text.split(',').map(requireCarPattern);

async function matching(operator: Operator, patterns: readonly string[]): Promise<readonly CarId[]> {
  const cars = (await operator.cars()).map(({ car }) => car);
  const unmatched = patterns.find((pattern) => !cars.some((car) => coversCar([pattern], car)));
  if (unmatched === undefined) return cars.filter((car) => coversCar(patterns, car));
  throw new Fault({ code: 'not-found', blame: 'operator' }, `there is no car ${unmatched}`);
}

const pinForMany = (): Fault =>
  new Fault(
    { code: 'settings-for-one', blame: 'operator' },
    'fuelCardPin is sealed for one car: set it for that car alone',
  );

async function textOf({ files }: ProgramPorts, file: string): Promise<string> {
  const text = await files.read(file);
  if (text !== null) return text;
  throw new Fault({ code: 'file-unusable', blame: 'operator' }, `${file}: there is no such file`);
}

const setText = ({ car, set }: SettingsOfCar): string =>
  `car ${car}: version ${set?.version ?? 0} goes to it as it is online; \`car settings show ${car}\` says what it makes of it`;

function shownText(found: SettingsOfCar): string {
  const { set } = found;
  return [
    columns([
      ['car', found.car],
      ['set', set === null ? 'nothing over the air' : `version ${set.version} at ${localTime(set.issuedAt)}`],
      ['the car', saidText(found)],
    ]),
    ...(set === null ? [] : [JSON.stringify(JSON.parse(set.content), null, 2)]),
  ].join('\n');
}

const listText = (all: readonly SettingsOfCar[]): string =>
  columns([
    ['car', 'set', 'the car'],
    ...all.map((each) => [each.car, each.set === null ? '-' : `${each.set.version}`, saidText(each)]),
  ]);

/** What the car has said, and what it follows now. */
export function saidText({ set, told }: SettingsOfCar): string {
  const waits =
    set !== null && (told?.version ?? 0) < set.version
      ? `; version ${set.version} has not come to it yet`
      : '';
  if (told === null) return `follows the settings of its file${waits}`;
  const { version, outcome, reason, kept } = told;
  const follows = kept === null ? 'follows the settings of its file' : `follows version ${kept}`;
  switch (outcome) {
    case 'kept':
      return `${follows}${waits}`;
    case 'trying':
      return `tries version ${version}${waits}`;
    case 'taken-back':
      return `${follows}: version ${version} was taken back, ${reasonText(reason)}${waits}`;
    case 'refused':
      return `${follows}: version ${version} was refused, ${reasonText(reason)}${waits}`;
  }
}

function reasonText(reason: string | null): string {
  switch (reason) {
    case 'gateway-not-reached':
      return 'since the gateway was not reached with it';
    case 'restarted':
      return 'since the unit started twice while it was tried';
    case 'profile-unknown':
      return 'since the car has no vehicle profile of that name';
    case 'invalid':
      return "since the car's software cannot read it";
    default:
      return 'for a reason that this software does not know';
  }
}
