#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { openFileDisk } from '../device/adapters/file-disk.ts';
import { MqttClient } from '../device/adapters/mqtt-client.ts';
import { EmbeddedBroker } from '../gateway/adapters/embedded-broker.ts';
import { readPriceLists } from '../gateway/adapters/price-list-files.ts';
import { openDatabase } from '../gateway/adapters/sqlite.ts';
import { SystemClock, SystemTimers, systemRandom } from '../protocol/adapters/node-runtime.ts';
import { pinoLog } from '../protocol/adapters/pino-log.ts';
import { lock } from '../protocol/adapters/process-lock.ts';
import { Fault, inWords, messageOf } from '../protocol/errors.ts';
import { software } from '../protocol/software.ts';
import { DataFolder } from './adapters/data-folder.ts';
import { heldBytes } from './adapters/held-bytes.ts';
import { onInterrupt } from './adapters/interrupt.ts';
import { logFile } from './adapters/log-file.ts';
import { memoryDatabase } from './adapters/memory-database.ts';
import { readMutants } from './adapters/mutant-files.ts';
import { mutantHunter } from './adapters/mutant-hunter.ts';
import { progressBar } from './adapters/progress-bar.ts';
import { readScenario, scenarioText } from './adapters/scenario-file.ts';
import { SeedWorkers } from './adapters/seed-workers.ts';
import { displayFleet } from './adapters/terminal.ts';
import { realLines } from './lines/adapters/real-lines.ts';
import { addLinesCommand } from './lines/command.ts';
import { addMutantsCommand } from './mutants/command.ts';
import { addRunCommand } from './run/command.ts';
import { FleetDay } from './start/fleet-day.ts';
import { type StartOptions, wholeNumber } from './start/options.ts';
import { firstSaved, load } from './start/saved.ts';
import { start } from './start/start.ts';
import { addSwarmCommand } from './swarm/command.ts';

/** Exit statuses: all held; something does not add up; the user must put something right; interrupted. */
const status = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;
const usualPort = 1883;
const program = new Command('ritmeter-sim')
  .version(software)
  .description('Simulated fleets of cars with their gateway')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? status.ok : status.usage));

const readLists = () => readPriceLists(fileURLToPath(new URL('../gateway/pricing/lists', import.meta.url)));

program
  .command('start')
  .summary('run a day of a small fleet against real MQTT, files and SQLite, and prove its books')
  .description(
    'Runs a small fleet at high speed: a gateway with its MQTT broker on 127.0.0.1 and a SQLite file, cars and drivers.\n' +
      'Then shows each rental as a statement, and the proof that kilometres and records add up.\n' +
      'Exit status 0; 1 where something does not add up; 2 where an option or the data folder is unusable; 130 when interrupted.',
  )
  .option('--data <dir>', 'folder for the database and the cars; a second start works on', 'data')
  .option('--seed <n>', 'of drivers, timetables and physics', wholeNumber(0, 2 ** 32 - 1), 1)
  .option('--cars <n>', 'cars of the fleet', wholeNumber(1, 200), 5)
  .option('--days <n>', 'simulated days', wholeNumber(1, 366), 1)
  .option('--speed <factor>', 'simulated time over real time', wholeNumber(1, 1_000_000), 3600)
  .option('--port <n>', `port of the broker (default: ${usualPort}, or any free one)`, wholeNumber(1, 65_535))
  .option('--json', 'print the report as one JSON object', false)
  .option('--hold', 'stay up at the end, until Ctrl-C', false)
  .action(async (options: StartOptions) => {
    process.exitCode = await runStart(options);
  });

addRunCommand(program, {
  database: memoryDatabase,
  heldBytes,
  readLists,
  readScenario,
  progress: progressBar,
  exit: (holds) => {
    process.exitCode = holds ? status.ok : status.failed;
  },
});
addSwarmCommand(program, {
  runPorts: async () => ({ database: memoryDatabase(), priceLists: await readLists() }),
  runner: async (lanes) => new SeedWorkers(lanes, { priceLists: await readLists() }),
  scenarioText,
  progress: progressBar,
  stopping,
  now: () => performance.now(),
  write: (text) => process.stdout.write(text),
  news: (text) => process.stderr.write(text),
  save,
  exit: exitWith,
});
addMutantsCommand(program, {
  mutants: readMutants,
  hunter: mutantHunter,
  stopping,
  write: (text) => process.stdout.write(text),
  news: (text) => process.stderr.write(text),
  exit: exitWith,
});
addLinesCommand(program, realLines());

function stopping(): AbortSignal {
  const controller = new AbortController();
  void onInterrupt(() => controller.abort());
  return controller.signal;
}

function exitWith(how: 'ok' | 'failed' | 'interrupted'): void {
  process.exitCode = status[how];
}

/** @throws {Fault} `file-unwritable` */
function save(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new Fault({ code: 'file-unwritable', blame: 'operator' }, messageOf(cause), { cause });
  }
}

async function runStart(options: StartOptions): Promise<number> {
  const files = new DataFolder(options.data);
  const claim = lock(files.folder('in-use'));
  const clock = new SystemClock();
  const log = pinoLog({
    name: 'simulation',
    level: 'warn',
    destination: logFile(files.folder('simulation.log')),
  });
  const day = new FleetDay(
    {
      real: { clock, timers: new SystemTimers(clock) },
      secrets: systemRandom,
      log,
      files,
      database: openDatabase(files.folder('gateway.sqlite')),
      priceLists: await readLists(),
      scenario: readScenario('everyday'),
      broker: new EmbeddedBroker({ port: options.port ?? { preferred: usualPort, orFree: true }, log }),
      mqtt: ({ host, port }, { username, password }) =>
        new MqttClient({ url: `mqtt://${host}:${port}`, username, password, clientId: username }),
      disk: (car) => openFileDisk(files.folder(car)),
    },
    options,
    load(files) ?? firstSaved(systemRandom),
  );
  const interrupted = onInterrupt(() => day.stop());
  try {
    const report = await start(day, options, {
      result: (text) => process.stdout.write(text),
      news: (text) => process.stderr.write(text),
      display: process.stderr.isTTY && !options.json ? displayFleet : () => () => {},
    });
    if (report === null) return status.interrupted;
    if (options.hold) {
      process.stderr.write('the gateway stays up; Ctrl-C ends it\n');
      await interrupted;
    }
    return report.ok ? status.ok : status.failed;
  } finally {
    await day.close();
    claim.release();
  }
}

try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`ritmeter-sim: ${inWords(messageOf(thrown))}\n`);
  process.exitCode = thrown instanceof Fault && thrown.blame === 'operator' ? status.usage : status.failed;
}
