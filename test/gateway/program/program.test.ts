import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { exitStatusOf } from '../../../gateway/program/program.ts';
import { Fault } from '../../../protocol/errors.ts';

const fault = (blame: 'operator' | 'sender' | 'receiver' | 'environment') =>
  new Fault({ code: 'any', blame }, 'any');

test.each([
  ['help that was asked for', new CommanderError(0, 'commander.help', ''), 0],
  ['a command line that is none', new CommanderError(1, 'commander.unknownOption', ''), 2],
  ['a file or port of the operator', fault('operator'), 2],
  ['a name that is not there', fault('sender'), 2],
  ['a disk that fails', fault('environment'), 1],
  ['a thread that died', fault('receiver'), 1],
  ['a defect', new TypeError('undefined'), 1],
])('%s: the exit status tells who has to act', (_, thrown, status) => {
  expect(exitStatusOf(thrown)).toBe(status);
});
