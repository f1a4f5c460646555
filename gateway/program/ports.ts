import type { Fault } from '../../protocol/errors.ts';
import type { Cancel, Clock, Log, Random, Timers } from '../../protocol/runtime.ts';
import type { SqlDatabase } from '../database.ts';
import type { StoreSettings } from '../gateway.ts';
import type { HttpPorts } from '../http.ts';
import type { Broker, BrokerAddress, Store } from '../ports.ts';
import type { TextOutput } from '../price-command.ts';
import type { PriceList } from '../pricing/price-list.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Small files of the operator. Faults name the file. */
export interface Files {
  /** Null where there is none. @throws {Fault} `file-unusable`. */
  read(path: string): Promise<string | null>;
  /** @throws {Fault} `file-unusable`, `secret-exposed` where others than its owner may read it. */
  readSecret(path: string): Promise<string>;
  /**
   * Makes a file for its owner only, and its folder where it is missing; `content` is asked for once the file is there,
   * and where it throws the file goes again.
   * @throws {Fault} `file-exists`, `file-unusable`.
   */
  create(path: string, content: () => string | Promise<string>): Promise<void>;
  /** Makes the file for its owner only where it is missing. @throws {Fault} `file-unusable`. */
  append(path: string, text: string): Promise<void>;
  /** All of it or nothing. @throws {Fault} `file-unusable`. */
  replace(path: string, text: string): Promise<void>;
  /** Without effect where there is none. @throws {Fault} `file-unusable`. */
  remove(path: string): Promise<void>;
  /** A claim that ends with the process at the latest. @throws {Fault} `locked`. */
  lock(path: string): Lock;
  isLocked(path: string): boolean;
}

export interface Lock {
  release(): void;
}

/** A store on a thread of its own. */
export interface RunningStore {
  readonly store: Store;
  close(): Promise<void>;
  /** Resolves should the thread die. */
  readonly died: Promise<Fault>;
}

/** How a server shows who it is; all PEM. */
export interface ServerTls {
  /** With those of authorities in between. */
  readonly certificate: string;
  readonly key: string;
  /** Where given, clients must show a certificate by one of these authorities. */
  readonly clientCa?: string;
}

/** Where the gateway's own broker is to listen. */
export interface EmbeddedBrokerChoice extends BrokerAddress {
  readonly kind: 'embedded';
  readonly tls?: ServerTls;
  /** All of MQTT 3.1.1 for test suites, to anyone on this machine. */
  readonly conformance?: boolean;
}

/** A broker of its own, of which the gateway is a client. */
export interface OutsideBrokerChoice {
  readonly kind: 'outside';
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Authorities to believe, PEM; the system's where left out. */
  readonly ca?: string;
}

export type BrokerChoice = EmbeddedBrokerChoice | OutsideBrokerChoice;

/** Where to listen for phones; over HTTP, and then on this machine alone, where `tls` is left out. */
export interface HttpChoice extends BrokerAddress {
  readonly tls: Omit<ServerTls, 'clientCa'> | undefined;
}

/** The HTTP side, taking requests. */
export interface RunningHttp {
  readonly address: BrokerAddress;
  /** Takes no more requests, and answers those under way. */
  close(): Promise<void>;
}

/** systemd where it started the program; else nobody hears. */
export interface ServiceManager {
  ready(): void;
  stopping(): void;
  /** Feeds its watchdog for as long as `pulse` resolves; what is given back ends that. */
  feedWhile(timers: Timers, pulse: () => Promise<unknown>): Cancel;
}

/** What the commands of the gateway program get from outside. */
export interface ProgramPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly files: Files;
  /** Standard output. */
  readonly output: TextOutput;
  /** Bytes on standard output. */
  writeBytes(bytes: Uint8Array): Promise<void>;
  /** @throws {Fault} `file-missing`; `file-unusable`, where there are more than `most` bytes too. */
  readBytes(path: string, most: number): Promise<Uint8Array>;
  /** The text of a file, or of standard input without one. */
  readText(path: string | undefined): AsyncIterable<string>;
  /** The exit status where a command ends without a fault and yet not well. */
  setExitStatus(status: 0 | 1): void;
  /** On standard error. */
  log(level: LogLevel): Promise<Log>;
  /** Those of a folder, or the built-in ones. @throws {Fault} `price-lists-unusable`. */
  priceLists(folder: string | undefined): Promise<PriceList[]>;
  /** That of one file. @throws {Fault} `price-lists-unusable`. */
  priceList(file: string): Promise<PriceList>;
  /** @throws {Fault} `database-unusable`. */
  openDatabase(file: string): Promise<SqlDatabase>;
  /** Copies a database to a new file. @throws {Fault} `file-exists`, `backup-failed`. */
  backUp(file: string, to: string): Promise<{ readonly bytes: number }>;
  /** @throws {Fault} `database-unusable`, `database-too-new`, `storage-thread-died`. */
  startStore(file: string, settings: StoreSettings, log: Log): Promise<RunningStore>;
  broker(choice: BrokerChoice, log: Log): Promise<Broker>;
  /** @throws {Fault} `tls-required`, `certificate-unusable`, `port-taken`, `address-unavailable`. */
  http(ports: HttpPorts, choice: HttpChoice): Promise<RunningHttp>;
  /** Who started the program, and wants to hear how it does. */
  serviceManager(log: Log): ServiceManager;
  /** Resolves with the name of the signal that asks the program to end; from the call on it does not end by itself. */
  stopSignal(): Promise<string>;
}
