import { Argument, type Command as Cli } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { type CarId, type CommandId, carId, commandId } from '../../protocol/ids.ts';
import type { Command } from '../../protocol/messages/command.ts';
import type { Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { Operator } from '../operator.ts';
import type { GivenCommand } from '../ports.ts';
import { answer, asOperator } from './answer.ts';
import { readHome } from './home.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

const actions = ['unlock', 'lock', 'end', 'immobilise', 'release'] as const;
const lookEvery = milliseconds(200);
/** A car's record of what came of it may take so long after the command's own end. */
const recordMilliseconds = 5_000;

/** `command send` and `command show`. */
export function addCommandCommands(program: Cli, ports: ProgramPorts): void {
  const command = program
    .command('command')
    .summary('remote commands to cars')
    .description('What cars are asked to do over MQTT.');
  onData(command.command('send'))
    .summary('ask a car to do something, and wait for what came of it')
    .description(
      'Ask a car over MQTT, through the gateway that serves on this data. The car does it once, within seconds (30 unless\n' +
        'gateway.yaml says otherwise) or not at all; what came of it is a record of the car. Exit status 0: done; 1: refused,\n' +
        'too late, or nobody knows: then it may have been done.',
    )
    .argument('<car>', 'name', by(carId))
    .addArgument(new Argument('<action>').choices(actions))
    .action((car: CarId, action: Command['action'], given: Given) => send(ports, car, action, given));
  onData(command.command('show'))
    .summary('what came of a command')
    .description('What came of a command. Exit status as of `send`.')
    .argument('<id>', 'the command, as `send` named it', by(commandId))
    .action(async (id: CommandId, given: Given) => {
      const found = await asOperator(ports, given, (operator) => operator.command(id));
      if (found === null)
        throw new Fault({ code: 'not-found', blame: 'operator' }, `there is no command ${id}`);
      await tell(ports, given, found);
    });
}

async function send(ports: ProgramPorts, car: CarId, action: Command['action'], given: Given): Promise<void> {
  const home = await readHome(ports, given.data);
  if (!ports.files.isLocked(home.files.lock))
    throw new Fault(
      { code: 'gateway-not-running', blame: 'operator', temporary: true },
      `no gateway serves on ${given.data}: nobody would bring the command to ${car}, and none was given`,
    );
  const told = await asOperator(ports, given, async (operator) => {
    const { command } = await operator.makeCommand(car, action);
    return outcomeOf(ports, operator, command);
  });
  await tell(ports, given, told);
}

/** The command as soon as its outcome is known, or as it stands when the car must have answered. */
async function outcomeOf(
  { clock, timers }: Pick<ProgramPorts, 'clock' | 'timers'>,
  operator: Operator,
  id: CommandId,
): Promise<GivenCommand> {
  for (;;) {
    const command = await operator.command(id);
    if (command === null) throw new Error(`command ${id} has vanished`);
    if (command.outcome !== null || clock.wall() >= command.expiresAt + recordMilliseconds) return command;
    await pause(timers);
  }
}

const pause = (timers: Timers): Promise<void> =>
  new Promise((resolve) => void timers.after(lookEvery, () => resolve()));

async function tell(ports: ProgramPorts, given: Given, command: GivenCommand): Promise<void> {
  const { issuedAt, expiresAt } = command;
  const shown = { ...command, issuedAt: isoTime(issuedAt), expiresAt: isoTime(expiresAt) };
  if (command.outcome !== 'done') ports.setExitStatus(1);
  await answer(ports, given, shown, () => outcomeText(command));
}

const isoTime = (time: number): string => new Date(time).toISOString();

/** What the operator may count on. */
function outcomeText({ command, car, action, outcome, expiresAt }: GivenCommand): string {
  switch (outcome) {
    case 'done':
      return `${car}: ${action} done`;
    case 'refused':
      return `${car}: ${action} refused, and nothing was done: ${refusals[action]}`;
    case 'repeated':
      return `${car}: ${action} was done before`;
    case 'expired':
      return `${car}: ${action} not done: it came too late, or the car does not know the time`;
    case 'not-confirmed':
      return `${car}: ${action} not confirmed: it may have been done`;
    case null:
      return `${car}: no word of ${action} yet: it may have been done; from ${isoTime(expiresAt)} on it will not be. See: command show ${command}`;
  }
}

const refusals: Readonly<Record<Command['action'], string>> = {
  unlock: 'the car could not be unlocked now',
  lock: 'the ignition is on',
  end: 'no rental is open, its checklist is not complete, or the car is not known to stand',
  immobilise: 'the ignition is on, or the car is not known to stand',
  release: 'the car could not be released now',
};
