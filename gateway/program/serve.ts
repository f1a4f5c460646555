import { Fault } from '../../protocol/errors.ts';
import type { Log, Timers } from '../../protocol/runtime.ts';
import { software } from '../../protocol/software.ts';
import { milliseconds } from '../../protocol/units.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import type { BrokerAddress } from '../ports.ts';
import { answer } from './answer.ts';
import { type BrokerGiven, brokerChoice } from './broker-choice.ts';
import { type Home, readHome } from './home.ts';
import { httpChoice } from './http-choice.ts';
import type { Given } from './options.ts';
import type { BrokerChoice, HttpChoice, LogLevel, ProgramPorts, RunningHttp, RunningStore } from './ports.ts';
import { brokerUrl, httpUrl } from './running-state.ts';
import { sendCommands } from './send-commands.ts';
import { type Reached, tellState } from './tell-state.ts';

export interface ServeGiven extends Given, BrokerGiven {
  /** Instead of the configured one. */
  readonly httpPort?: number;
  readonly logLevel: LogLevel;
}

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
  const choice = await brokerChoice(ports.files, home, given);
  const phones = await httpChoice(ports.files, home, given.httpPort);
  const lock = claim(ports, home, given.data);
  const store = await ports.startStore(home.files.database, home.settings, log);
  const { gateway, broker } = await started(ports, store, choice, home, log);
  const http = phones && (await phonesServed(ports, phones, store, gateway, log));
  const reached = {
    broker,
    http: http && httpUrl(http.address, { isTls: phones?.tls !== undefined }),
  };
  const stopTelling = tellState(ports, home.files.state, gateway, reached, log);
  log.info({ software, ...reached, data: given.data }, 'ready');
  await answer(ports, given, { type: 'ready', ...reached }, readyText);
  const stopCommands = sendCommands(ports.timers, gateway);
  const manager = ports.serviceManager(log);
  manager.ready();
  const stopFeeding = manager.feedWhile(ports.timers, async () => store.store.issuerKey());

  const ended = await Promise.race([stopSignal, store.died]);
  log.info({ reason: typeof ended === 'string' ? ended : ended.message }, 'stopping');
  manager.stopping();
  stopFeeding();
  stopCommands();
  await inTime(ports.timers, stop(http, gateway, store));
  await stopTelling();
  await ports.files.remove(home.files.state);
  lock.release();
  if (typeof ended !== 'string') throw ended;
  log.info({}, 'stopped');
}

const readyText = ({ broker, http }: Reached): string => `ready ${broker}${http === null ? '' : ` ${http}`}`;

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

async function started(
  ports: ProgramPorts,
  running: RunningStore,
  choice: BrokerChoice,
  { settings }: Home,
  log: Log,
): Promise<{ readonly gateway: Gateway; readonly broker: string }> {
  const { clock, timers, random } = ports;
  try {
    const broker = await ports.broker(choice, log);
    const { store } = running;
    const gateway = createGateway({ clock, timers, random, log, broker, store }, settings.config);
    return { gateway, broker: urlOf(choice, await gateway.start()) };
  } catch (thrown) {
    await running.close();
    throw thrown;
  }
}

/** An outside broker is called as it was given: its certificate may be for that name. */
const urlOf = (choice: BrokerChoice, address: BrokerAddress): string =>
  choice.kind === 'outside' ? choice.url : brokerUrl(address, { isTls: choice.tls !== undefined });

/** Phones are served beside the cars, or nobody is. */
async function phonesServed(
  { http, clock }: ProgramPorts,
  choice: HttpChoice,
  running: RunningStore,
  gateway: Gateway,
  log: Log,
): Promise<RunningHttp> {
  try {
    return await http({ store: running.store, gateway, clock, log }, choice);
  } catch (thrown) {
    await stop(null, gateway, running);
    throw thrown;
  }
}

async function stop(http: RunningHttp | null, gateway: Gateway, store: RunningStore): Promise<void> {
  await http?.close();
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
