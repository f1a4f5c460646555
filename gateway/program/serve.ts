import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Cancel, Log, Timers } from '../../protocol/runtime.ts';
import { software } from '../../protocol/software.ts';
import { milliseconds } from '../../protocol/units.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import type { BrokerAddress } from '../ports.ts';
import { answer } from './answer.ts';
import { type Home, readHome } from './home.ts';
import type { Given } from './options.ts';
import type { EmbeddedBrokerChoice, LogLevel, ProgramPorts, RunningStore } from './ports.ts';
import { brokerUrl, formatRunningState } from './running-state.ts';
import { readTlsFiles } from './tls-files.ts';

export interface ServeGiven extends Given {
  /** Instead of the one in the configuration. */
  readonly port?: number;
  readonly logLevel: LogLevel;
}

const stateEvery = milliseconds(2_000);
/** What is not stored by then has no PUBACK, and comes again. */
const longestStop = milliseconds(900);

/**
 * Serves until a signal asks it to end; then what was taken is stored.
 * @throws {Fault} `gateway-running`, `port-taken`, those of `readHome` and of the store; `storage-thread-died`,
 * `not-drained`.
 */
export async function serve(ports: ProgramPorts, given: ServeGiven): Promise<void> {
  const stopSignal = ports.stopSignal();
  const home = await readHome(ports, given.data);
  const log = await ports.log(given.logLevel);
  const choice = await listenAt(ports, home, given);
  const lock = claim(ports, home, given.data);
  const store = await ports.startStore(home.files.database, home.settings, log);
  const gateway = await gatewayOver(ports, store, choice, home, log);
  const isTls = home.file.listen.tls !== undefined;
  const broker = brokerUrl(await started(gateway, store), { isTls });
  const stopTelling = tellState(ports, home, gateway, broker, log);
  log.info({ software, broker, data: given.data }, 'ready');
  await answer(ports, given, { type: 'ready', broker }, () => `ready ${broker}`);

  const ended = await Promise.race([stopSignal, store.died]);
  log.info({ reason: typeof ended === 'string' ? ended : ended.message }, 'stopping');
  await inTime(ports.timers, stop(gateway, store));
  await stopTelling();
  await ports.files.remove(home.files.state);
  lock.release();
  if (typeof ended !== 'string') throw ended;
  log.info({}, 'stopped');
}

/** @throws {Fault} of `readTlsFiles` */
async function listenAt(
  { files }: ProgramPorts,
  home: Home,
  { port }: ServeGiven,
): Promise<EmbeddedBrokerChoice> {
  const { tls, ...listen } = home.file.listen;
  return {
    host: listen.host,
    port: port ?? listen.port,
    ...(tls && { tls: await readTlsFiles(files, home.files.configuration, tls) }),
  };
}

/** One gateway at a time on one database. */
function claim({ files }: ProgramPorts, home: Home, folder: string) {
  try {
    return files.lock(home.files.lock);
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'locked') throw cause;
    const message = `another gateway is serving on ${folder}`;
    throw new Fault({ code: 'gateway-running', blame: 'operator' }, message, { cause });
  }
}

async function gatewayOver(
  ports: ProgramPorts,
  { store }: RunningStore,
  choice: EmbeddedBrokerChoice,
  { settings }: Home,
  log: Log,
): Promise<Gateway> {
  const { clock, timers, random } = ports;
  const broker = await ports.broker(choice, log);
  return createGateway({ clock, timers, random, log, broker, store }, settings.config);
}

async function started(gateway: Gateway, store: RunningStore): Promise<BrokerAddress> {
  try {
    return await gateway.start();
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

async function stop(gateway: Gateway, store: RunningStore): Promise<void> {
  await gateway.stop();
  await store.close();
}

/** @throws {Fault} `not-drained` */
function inTime(timers: Timers, work: Promise<void>): Promise<void> {
  const tooLate = Promise.withResolvers<void>();
  const cancel = timers.after(longestStop, () =>
    tooLate.reject(
      new Fault(
        { code: 'not-drained', blame: 'environment' },
        `not all that waits was stored within ${longestStop} ms; cars will send it again`,
      ),
    ),
  );
  return Promise.race([work, tooLate.promise]).finally(cancel);
}

/** Writes the state at once and then regularly, each time after the last has been written. */
function tellState(
  { clock, timers, files }: ProgramPorts,
  home: Home,
  gateway: Gateway,
  broker: string,
  log: Log,
): () => Promise<void> {
  const startedAt = clock.wall();
  const tell = async (): Promise<void> => {
    const state = { software, broker, startedAt, writtenAt: clock.wall(), ingest: gateway.health() };
    await files
      .replace(home.files.state, formatRunningState(state))
      .catch((thrown: unknown) => log.error({ reason: messageOf(thrown) }, 'the state cannot be told'));
    if (!isOver) cancel = timers.after(stateEvery, again);
  };
  const again = (): void => {
    told = tell();
  };
  let isOver = false;
  let cancel: Cancel = () => {};
  let told = tell();
  return () => {
    isOver = true;
    cancel();
    return told;
  };
}
