import type { Command } from 'commander';
import { addAdd } from './keys-add-command.ts';
import { addExport } from './keys-export-command.ts';
import { addInitRoot } from './keys-init-root-command.ts';
import { addList } from './keys-list-command.ts';
import { addRevoke } from './keys-revoke-command.ts';
import { addRotate } from './keys-rotate-command.ts';
import type { ProgramPorts } from './ports.ts';

/** Below `keys`, which shows public keys: who may issue tokens for the fleet's cars (clause 12.2). */
export function addKeysCommands(program: Command, ports: ProgramPorts): void {
  const keys = program.commands.find((command) => command.name() === 'keys') ?? program.command('keys');
  // What stands behind the name of a command below is that command's.
  for (const command of [program, keys]) command.enablePositionalOptions();
  addInitRoot(keys, ports);
  addRotate(keys, ports);
  addAdd(keys, ports);
  addRevoke(keys, ports);
  addList(keys, ports);
  addExport(keys, ports);
}
