import { type Command, Option } from 'commander';
import { outsideBrokerUrl } from '../broker-url.ts';
import { by, onData, wholeNumber } from './options.ts';
import { logLevels, type ProgramPorts } from './ports.ts';
import type { ServeGiven } from './serve.ts';

/** `serve`. */
export function addServeCommand(program: Command, ports: ProgramPorts): void {
  onData(program.command('serve'))
    .summary('run the gateway')
    .description(
      'Run the gateway with its MQTT broker for cars and HTTP for phones. Prints one line when it is ready, and logs JSON lines on standard error.\n' +
        'Ctrl-C or SIGTERM ends it, within a second. The other commands work all the while.',
    )
    .option(
      '--port <number>',
      'port of the broker, instead of the configured one; 0 is any free one',
      wholeNumber(0, 65_535),
    )
    .option(
      '--broker <url>',
      'serve with this broker instead, such as mqtts://HOST:PORT; the password is in broker.password',
      by(outsideBrokerUrl),
    )
    .addOption(
      new Option(
        '--conformance',
        'for MQTT test suites: let anyone on this machine use all of MQTT 3.1.1; no car is served',
      ).conflicts('broker'),
    )
    .option(
      '--http-port <number>',
      'port for phones, instead of the configured one; 0 is any free one',
      wholeNumber(0, 65_535),
    )
    .addOption(
      new Option('--log-level <level>', 'least level that is logged').choices(logLevels).default('info'),
    )
    .action(async (given: ServeGiven) => {
      const { serve } = await import('./serve.ts');
      await serve(ports, given);
    });
}
