import { Command } from 'commander';
import { messageOf } from '../../protocol/errors.ts';
import { realLines } from '../../simulator/lines/adapters/real-lines.ts';
import { addLinesCommand } from '../../simulator/lines/command.ts';

/** The bench car alone, as `sim -- lines` runs it. */
const program = new Command('ritmeter-sim').exitOverride(({ exitCode }) =>
  process.exit(exitCode === 0 ? 0 : 2),
);
addLinesCommand(program, realLines());

try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`ritmeter-sim: ${messageOf(thrown)}\n`);
  process.exitCode = 2;
}
