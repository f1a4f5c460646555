#!/usr/bin/env node
import './adapters/small-heap.ts';
import { Command, Option } from 'commander';
import { destination } from 'pino';
import { SystemClock, SystemTimers, systemRandom } from '../protocol/adapters/node-runtime.ts';
import { pinoLog } from '../protocol/adapters/pino-log.ts';
import { ServiceManager } from '../protocol/adapters/service-manager.ts';
import { Fault, inWords, messageOf } from '../protocol/errors.ts';
import { isSerial } from '../protocol/line-address.ts';
import type { Log } from '../protocol/runtime.ts';
import { software } from '../protocol/software.ts';
import { type CarFiles, readCarFiles, readTlsFiles } from './adapters/config-file.ts';
import type { FileDisk } from './adapters/file-disk.ts';
import { collectHeap } from './adapters/heap-collection.ts';
import { folderToExamine, freeBytesOf, openFolder } from './adapters/journal-folder.ts';
import { lineAt } from './adapters/line-at.ts';
import { ModbusCabin } from './adapters/modbus-cabin.ts';
import { MqttClient } from './adapters/mqtt-client.ts';
import { openPhones, tryPhones } from './adapters/phones-at.ts';
import { powerHooks } from './adapters/power-hooks.ts';
import { serialLibrary } from './adapters/serial-port.ts';
import { readTrace, traceFile } from './adapters/trace-file.ts';
import type { DeviceFile } from './config.ts';
import { createDevice, type Device } from './device.ts';
import { examine } from './doctor.ts';
import { findingLine, isFit } from './doctor-text.ts';
import type { Finding } from './finding.ts';
import { defaultObdConfig, type ObdConfig, obdConfigOf } from './obd/config.ts';
import type { Mqtt } from './ports.ts';
import { replayCommand } from './replay-command.ts';

/** Exit status for what a person must put right: options, configuration, ports, folders. */
const usageStatus = 2;
const failureStatus = 1;

const standardError = 2;
const logLevels = ['debug', 'info', 'warn', 'error'] as const;

interface Given {
  readonly config?: string;
  readonly check?: true;
  readonly trace?: string;
  readonly logLevel: (typeof logLevels)[number];
}

const program: Command = new Command('ritmeter-device')
  .description(
    'The on-board unit of one shared car. Logs JSON lines on standard error; Ctrl-C or SIGTERM ends it.',
  )
  .version(software)
  .enablePositionalOptions()
  .option('--config <file>', "the car's configuration (YAML, mode 0600); needed to run")
  .option('--check', 'only check the configuration')
  .option('--trace <file>', 'write the raw OBD dialogue with its times, as JSON lines')
  .addOption(
    new Option('--log-level <level>', 'least level that is logged').choices(logLevels).default('info'),
  )
  .showSuggestionAfterError(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageStatus))
  .action(async ({ config, check, trace, logLevel }: Given) => {
    if (config === undefined) return program.error("error: required option '--config <file>' not specified");
    const files = await readCarFiles(config);
    const { file } = files;
    const mqtt = await mqttClientOf(file);
    if (check) process.stdout.write(`${config}: car ${file.car}, no faults\n`);
    else await runUntilStopped(files, mqtt, logTo(file, logLevel), trace);
  });

program
  .command('replay')
  .description(
    'Play a recorded OBD dialogue (--trace) again: its readings, and whether the same is written now.',
  )
  .argument('<trace>')
  .option('--config <file>', 'of the car that it was recorded in: its pace, OBD line and vehicle profiles')
  .option('--json', 'print one object', false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageStatus))
  .action(async (path: string, { config, json }: { config?: string; json: boolean }) => {
    const { text, isSame } = replayCommand(await readTrace(path), await recordedWith(config), json);
    process.stdout.write(text);
    process.exitCode = isSame ? 0 : failureStatus;
  });

program
  .command('doctor')
  .description('Test each line, input, clock, disk, broker and key of a car whose unit is not running.')
  .requiredOption('--config <file>', "the car's configuration (YAML, mode 0600)")
  .option('--json', 'print one object', false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageStatus))
  .action(async ({ config, json }: { config: string; json: boolean }) => {
    const findings = await doctor(await readCarFiles(config), json);
    process.exitCode = isFit(findings) ? 0 : failureStatus;
  });

/** @throws {Fault} as `readCarFiles` does */
async function recordedWith(config: string | undefined): Promise<ObdConfig> {
  if (config === undefined) return defaultObdConfig;
  const { file, vehicle } = await readCarFiles(config);
  const { speeds = [] } = lineAt(file.lines.obd);
  return { ...obdConfigOf({ ...file, vehicle }), speeds };
}

/** What cannot be used is a row of the table. @throws {Fault} `folder-in-use` */
async function doctor({ file, vehicle }: CarFiles, json: boolean): Promise<readonly Finding[]> {
  const mqtt = await mqttClientOf(file).catch(unconnectable);
  if (Object.values(file.lines).some(isSerial)) await serialLibrary();
  const { disk, close } = await folderToExamine(file.folder);
  const clock = new SystemClock();
  const timers = new SystemTimers(clock);
  const cabin = new ModbusCabin(file.lines.cabin, timers, file.board);
  const { lines } = file;
  const ports = {
    clock,
    timers,
    random: systemRandom,
    obd: lineAt(lines.obd),
    gnss: lineAt(lines.gnss),
    cabin,
    disk,
    freeBytes: () => freeBytesOf(file.folder),
    phones: () => tryPhones(lines.phones),
    mqtt,
  };
  const findings = await examine(ports, { ...file, vehicle }, (finding) => {
    if (!json) process.stdout.write(`${findingLine(finding)}\n`);
  });
  if (json) process.stdout.write(`${JSON.stringify({ car: file.car, fit: isFit(findings), findings })}\n`);
  await cabin.close();
  await close();
  return findings;
}

/** A broker that cannot be asked, for what the car's file says of certificates. */
function unconnectable(thrown: unknown): Pick<Mqtt, 'connect'> {
  if (!(thrown instanceof Fault)) throw thrown;
  return { connect: () => Promise.reject(thrown) };
}

const logTo = ({ car }: DeviceFile, level: Given['logLevel']): Log =>
  pinoLog({ name: `device ${car}`, level, destination: destination({ dest: standardError, sync: true }) });

/** @throws {Fault} `configuration-unreadable`, `configuration-exposed`, `certificate-unusable` */
async function mqttClientOf({ car, broker }: DeviceFile): Promise<MqttClient> {
  const { url, password } = broker;
  const tls = await readTlsFiles(broker);
  return new MqttClient({ url, username: car, password, clientId: car, tls });
}

/** @throws {Fault} */
async function runUntilStopped(
  { file, vehicle, settings }: CarFiles,
  mqtt: MqttClient,
  log: Log,
  tracePath: string | undefined,
): Promise<void> {
  const stopSignal = new Promise<string>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const { lines } = file;
  if (Object.values(lines).some(isSerial)) await serialLibrary();
  const tracing =
    tracePath === undefined
      ? undefined
      : traceFile(tracePath, (reason) => log.warn({ reason, file: tracePath }, 'trace ended'));
  const { disk, lock } = await openFolder(file.folder);
  const phones = await openPhones(lines.phones, log);
  const clock = new SystemClock();
  const timers = new SystemTimers(clock);
  const cabin = new ModbusCabin(lines.cabin, timers, file.board);
  const device = createDevice(
    {
      clock,
      timers,
      random: systemRandom,
      log,
      obd: lineAt(lines.obd),
      gnss: lineAt(lines.gnss),
      phones,
      cabin,
      disk,
      mqtt,
      power: powerHooks(file.power, log),
      ...(tracing === undefined ? {} : { trace: tracing.trace }),
    },
    { ...file, vehicle, ...(settings === undefined ? {} : { settings }) },
  );
  await device.start();
  log.info({ software, folder: file.folder }, 'ready');
  const manager = new ServiceManager(process.env, log);
  manager.ready();
  const stopFeeding = manager.feedWhile(timers, () => answers(device, disk));
  const stopCollecting = collectHeap(timers);
  log.info({ signal: await stopSignal }, 'stopping');
  manager.stopping();
  await device.stop();
  stopFeeding();
  stopCollecting();
  await phones.unbind();
  await cabin.close();
  await disk.close();
  await lock.release();
  tracing?.close();
  log.info({}, 'stopped');
}

/** The folder is asked as well: a journal with nothing to write would answer for a disk that hangs. */
const answers = (device: Device, disk: FileDisk): Promise<unknown> =>
  Promise.allSettled([device.pulse(), disk.list()]);

/** A reader that goes away, as `head` does, is an end and no error: nobody hears the rest. */
process.stdout.on('error', () => process.exit(failureStatus));

try {
  await program.parseAsync();
  process.exit();
} catch (thrown) {
  process.stderr.write(`ritmeter-device: ${inWords(messageOf(thrown))}\n`);
  process.exit(thrown instanceof Fault && thrown.blame === 'operator' ? usageStatus : failureStatus);
}
