import type { Command } from 'commander';
import { answer } from './answer.ts';
import { readHome } from './home.ts';
import { type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** `backup`. */
export function addBackupCommand(program: Command, ports: ProgramPorts): void {
  onData(program.command('backup'))
    .summary('copy the database')
    .description(
      'Copy the database to a new file that its owner alone can read, also while a gateway serves on it. To restore, stop\n' +
        'the gateway and put the copy in the place of its database. What the cars have sent since then they send again.',
    )
    .argument('<file>', 'file to be made')
    .action(async (file: string, given: Given) => {
      const home = await readHome(ports, given.data);
      const { bytes } = await ports.backUp(home.files.database, file);
      await answer(ports, given, { file, bytes }, () => `${file}: ${bytes} bytes`);
    });
}
