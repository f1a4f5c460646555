import { expect } from 'vitest';
import { readPriceList, readPriceLists } from '../../gateway/adapters/price-list-files.ts';
import type { SqlDatabase } from '../../gateway/database.ts';
import { createStore } from '../../gateway/gateway.ts';
import type {
  Files,
  HttpChoice,
  ProgramPorts,
  RunningHttp,
  RunningStore,
} from '../../gateway/program/ports.ts';
import { gatewayProgram } from '../../gateway/program/program.ts';
import { Fault } from '../../protocol/errors.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { BrokerStub } from './broker-stub.ts';
import { createManualClock } from './manual-clock.ts';
import { countingRandom } from './random.ts';
import { hours, monday, openMemory, storeSettings } from './store.ts';

/** The gateway program with files and database in memory, one hour before `monday`. */
export class MemoryProgram {
  readonly files = new Map<string, string>();
  readonly locked = new Set<string>();
  /** What the last command wrote as bytes, and files of bytes that commands read. */
  bytesOut: Uint8Array = new Uint8Array();
  readonly byteFiles = new Map<string, Uint8Array>();
  readonly clock = createManualClock({ wall: monday - hours(1) });
  readonly broker = new BrokerStub();
  /** What brokers were asked for. */
  readonly brokerChoices: Parameters<ProgramPorts['broker']>[0][] = [];
  /** What the HTTP side was asked for; it is taken off once it is closed. */
  readonly httpChoices: HttpChoice[] = [];
  http = async (choice: HttpChoice): Promise<RunningHttp> => {
    this.httpChoices.push(choice);
    return { address: { host: 'stub', port: 2 }, close: async () => void this.httpChoices.pop() };
  };
  openDatabase = async (): Promise<SqlDatabase> => this.#database;
  /** Asks a serving program to end. */
  readonly signal = Promise.withResolvers<string>();
  /** Lets the storage thread of a serving program die. */
  readonly death = Promise.withResolvers<Fault>();
  readonly #database: SqlDatabase;
  readonly #random = countingRandom();
  #output = '';

  #status = 0;

  /** `database` where others share it. */
  constructor(database: SqlDatabase = openMemory()) {
    this.#database = unclosed(database);
  }

  /** Runs one command to its end; rejects with its fault. */
  async run(...args: readonly string[]): Promise<{ readonly out: string; readonly status: number }> {
    this.#output = '';
    this.#status = 0;
    await gatewayProgram(this.#ports()).parseAsync(['node', 'ritmeter-gateway', ...args]);
    return { out: this.#output.trimEnd(), status: this.#status };
  }

  /** The same, on the gateway's data. */
  on(...args: readonly string[]) {
    return this.run(...args, '--data', 'gw');
  }

  #ports(): ProgramPorts {
    const { clock, timers } = this.clock;
    return {
      clock,
      timers,
      random: this.#random,
      files: memoryFiles(this.files, this.locked),
      output: {
        write: async (text) => {
          this.#output += text;
          return 'written';
        },
      },
      writeBytes: async (bytes) => {
        this.bytesOut = bytes;
      },
      readBytes: async (path) => {
        const text = this.files.get(path);
        return text === undefined
          ? (this.byteFiles.get(path) ?? expect.fail(`no file ${path}`))
          : new TextEncoder().encode(text);
      },
      async *readText() {
        yield '';
      },
      setExitStatus: (status) => {
        this.#status = status;
      },
      log: async () => silentLog,
      priceLists: async (folder) =>
        folder === undefined ? [...storeSettings.priceLists] : readPriceLists(folder),
      priceList: readPriceList,
      openDatabase: () => this.openDatabase(),
      backUp: async () => ({ bytes: 0 }),
      startStore: async (_, settings) => this.#store(settings),
      broker: async (choice) => {
        this.brokerChoices.push(choice);
        return this.broker;
      },
      http: (_, choice) => this.http(choice),
      serviceManager: () => ({ ready() {}, stopping() {}, feedWhile: () => () => {} }),
      stopSignal: () => this.signal.promise,
    };
  }

  #store(settings: typeof storeSettings): RunningStore {
    const ports = { database: this.#database, clock: this.clock.clock, random: this.#random, log: silentLog };
    return { store: createStore(ports, settings), close: async () => {}, died: this.death.promise };
  }
}

/** Commands close what they open; the database is to outlive them. */
const unclosed = (database: SqlDatabase): SqlDatabase => ({
  get isTransaction() {
    return database.isTransaction;
  },
  exec: (sql) => database.exec(sql),
  prepare: (sql) => database.prepare(sql),
  close() {},
});

function memoryFiles(files: Map<string, string>, locked: Set<string>): Files {
  const fault = (code: string, path: string) => new Fault({ code, blame: 'operator' }, `${path}: ${code}`);
  return {
    read: async (path) => files.get(path) ?? null,
    async readSecret(path) {
      const text = files.get(path);
      if (text === undefined) throw fault('file-unusable', path);
      return text;
    },
    async create(path, content) {
      if (files.has(path)) throw fault('file-exists', path);
      files.set(path, await content());
    },
    append: async (path, text) => void files.set(path, (files.get(path) ?? '') + text),
    replace: async (path, text) => void files.set(path, text),
    remove: async (path) => void files.delete(path),
    lock(path) {
      if (locked.has(path)) throw fault('locked', path);
      locked.add(path);
      return { release: () => void locked.delete(path) };
    },
    isLocked: (path) => locked.has(path),
  };
}
