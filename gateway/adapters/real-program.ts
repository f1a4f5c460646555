import { fileURLToPath } from 'node:url';
import { SystemClock, SystemTimers, systemRandom } from '../../protocol/adapters/node-runtime.ts';
import { ServiceManager } from '../../protocol/adapters/service-manager.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { Broker } from '../ports.ts';
import type { BrokerChoice, ProgramPorts } from '../program/ports.ts';
import { readBytes, writeBytes } from './byte-files.ts';
import { readPriceList, readPriceLists } from './price-list-files.ts';
import { programFiles } from './program-files.ts';
import { readText, textOutput } from './text-streams.ts';

const standardError = 2;
const builtInLists = fileURLToPath(new URL('../pricing/lists', import.meta.url));

/**
 * The gateway program in this process. What only some commands need is loaded when they ask for it: `price` does
 * without broker, database and log.
 */
export function realProgram(): ProgramPorts {
  const clock = new SystemClock();
  return {
    clock,
    timers: new SystemTimers(clock),
    random: systemRandom,
    files: programFiles,
    output: textOutput(process.stdout),
    writeBytes: (bytes) => writeBytes(process.stdout, bytes),
    readBytes,
    readText,
    setExitStatus: (status) => {
      process.exitCode = status;
    },
    async log(level) {
      const [{ pinoLog }, { destination }] = await Promise.all([
        import('../../protocol/adapters/pino-log.ts'),
        import('pino'),
      ]);
      return pinoLog({
        name: 'gateway',
        level,
        destination: destination({ dest: standardError, sync: true }),
      });
    },
    priceLists: (folder) => usable(() => readPriceLists(folder ?? builtInLists)),
    priceList: (file) => usable(() => readPriceList(file)),
    openDatabase: async (file) => (await import('./sqlite.ts')).openDatabase(file),
    backUp: async (file, to) => (await import('./sqlite-backup.ts')).backUpDatabase(file, to),
    startStore: async (file, settings, log) =>
      (await import('./storage-worker.ts')).startStorageWorker({ file, settings }, log),
    broker: brokerOf,
    http: async (ports, choice) => (await import('./http-listener.ts')).listenHttp(ports, choice),
    serviceManager: (log) => new ServiceManager(process.env, log),
    stopSignal: () =>
      new Promise((resolve) => {
        process.once('SIGINT', resolve).once('SIGTERM', resolve);
      }),
  };
}

async function brokerOf(choice: BrokerChoice, log: Log): Promise<Broker> {
  if (choice.kind === 'embedded') {
    const { EmbeddedBroker } = await import('./embedded-broker.ts');
    return new EmbeddedBroker({ ...choice, log });
  }
  const { OutsideBroker } = await import('./outside-broker.ts');
  const { url, username, password, ca } = choice;
  const tls = ca === undefined ? {} : { tls: { ca } };
  return new OutsideBroker({ url, username, clientId: username, password, ...tls, log });
}

async function usable<Lists>(read: () => Promise<Lists>): Promise<Lists> {
  try {
    return await read();
  } catch (cause) {
    throw new Fault({ code: 'price-lists-unusable', blame: 'operator' }, messageOf(cause), { cause });
  }
}
