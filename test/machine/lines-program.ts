import { Command } from 'commander';
import { realLines } from '../../simulator/lines/adapters/real-lines.ts';
import { linesCommand } from '../../simulator/lines/command.ts';

await new Command('ritmeter-sim').addCommand(linesCommand(realLines())).parseAsync();
