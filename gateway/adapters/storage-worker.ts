import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { ArrivedMessage, IngestResult } from '../ingest/message.ts';
import type { Store, StoreMethods } from '../ports.ts';
import { buffersOf, packMessages, unpackOutcomes } from './packed-messages.ts';
import {
  type PackedResult,
  type StoreCall,
  type StoreMethod,
  type ThreadData,
  type ThreadMessage,
  unpackError,
} from './storage-messages.ts';

/** A store on a thread of its own. */
export interface StorageWorker {
  readonly store: Store;
  /** Resolves when all calls before it are answered and the database is closed. */
  close(): Promise<void>;
  /** Resolves with the reason should the thread die; from then on every call fails. */
  readonly died: Promise<Fault>;
}

/**
 * Room for young objects that the thread has from its start: in the 1 MiB that V8 begins with, and seldom enlarges, a group of
 * messages is copied again and again (a tenth of the gateway's processor time).
 */
const youngMegabytes = 16;

/** Calls that may be under way; more are refused (D13). */
const mostCalls = 10_000;

/**
 * Starts the storage thread and waits until the database is open.
 * @param entry the thread's program, for tests with a disk of their own
 * @throws {Fault} `database-unusable`, `database-too-new`, `storage-thread-died`.
 */
export async function startStorageWorker(
  data: ThreadData,
  log: Log,
  entry = new URL('./storage-thread.ts', import.meta.url),
): Promise<StorageWorker> {
  const connection = new ThreadConnection(data, log, entry);
  await connection.ready;
  return { store: storeOver(connection), close: () => connection.close(), died: connection.died };
}

interface Pending {
  answered(result: never): void;
  failed(error: Error): void;
}

/** Numbered calls to the thread and their answers. */
class ThreadConnection {
  readonly ready: Promise<void>;
  readonly died: Promise<Fault>;
  readonly #worker: Worker;
  readonly #log: Log;
  readonly #pending = new Map<number, Pending>();
  readonly #readiness = Promise.withResolvers<void>();
  readonly #death = Promise.withResolvers<Fault>();
  readonly #exit = Promise.withResolvers<void>();
  #lastId = 0;
  /** Why no more calls are taken. */
  #over: Error | null = null;

  constructor(data: ThreadData, log: Log, entry: URL) {
    this.#log = log;
    this.ready = this.#readiness.promise;
    this.died = this.#death.promise;
    setFlagsFromString(`--min-semi-space-size=${youngMegabytes}`);
    this.#worker = new Worker(entry, { workerData: data });
    this.#worker.on('message', (message: ThreadMessage<never>) => this.#take(message));
    this.#worker.on('error', (error) => this.#end(messageOf(error)));
    this.#worker.on('exit', (code) => {
      this.#exit.resolve();
      this.#end(`exit code ${code}`);
    });
  }

  /** Posts one call. Answers come in the order of the calls. */
  call<Result>(method: Exclude<StoreMethod, 'ingest'>, parameters: readonly unknown[]): Promise<Result> {
    return this.#post((id) => this.#send({ id, method, parameters }));
  }

  /** As `call`; the messages are handed over in one block. */
  async ingest(messages: readonly ArrivedMessage[]): Promise<IngestResult> {
    const packed = packMessages(messages);
    const { outcomes, ...others } = await this.#post<PackedResult>((id) =>
      this.#send({ id, method: 'ingest', messages: packed }, buffersOf(packed)),
    );
    return { ...others, outcomes: unpackOutcomes(outcomes) };
  }

  #send(call: StoreCall, handedOver: ArrayBuffer[] = []): void {
    this.#worker.postMessage(call, handedOver);
  }

  #post<Result>(send: (id: number) => void): Promise<Result> {
    if (this.#over !== null) return Promise.reject(this.#over);
    if (this.#pending.size >= mostCalls) return Promise.reject(busy());
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#pending.set(id, { answered: resolve, failed: reject });
    send(id);
    return promise;
  }

  /** Takes no more calls. The thread may be gone before its answer is heard; that is no death. */
  async close(): Promise<void> {
    if (this.#over !== null) return;
    const closed = this.#post<void>((id) => this.#send({ id, method: 'close' }));
    this.#over = new Fault({ code: 'storage-closed', blame: 'receiver' }, 'the store is closed');
    await Promise.race([closed, this.#exit.promise]);
  }

  #take(message: ThreadMessage<never>): void {
    switch (message.kind) {
      case 'ready':
        this.#readiness.resolve();
        return;
      case 'failed':
        this.#over = unpackError(message.error);
        this.#readiness.reject(this.#over);
        return;
      case 'answer':
        this.#settled(message.id)?.answered(message.result);
        return;
      case 'thrown':
        this.#settled(message.id)?.failed(unpackError(message.error));
        return;
      case 'log':
        this.#log[message.level](message.fields, message.message);
        return;
      default:
        message satisfies never;
    }
  }

  #settled(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  /** Nobody is left waiting: whether the calls under way were done is not known. */
  #end(reason: string): void {
    const fault = new Fault(
      { code: 'storage-thread-died', blame: 'receiver', mayHaveHappened: true },
      `the storage thread died: ${reason}`,
    );
    for (const { failed } of this.#pending.values()) failed(fault);
    this.#pending.clear();
    if (this.#over !== null) return;
    this.#over = fault;
    this.#log.error({ reason }, 'the storage thread died');
    this.#readiness.reject(fault);
    this.#death.resolve(fault);
  }
}

const busy = (): Fault =>
  new Fault(
    { code: 'storage-busy', blame: 'receiver', temporary: true },
    `${mostCalls} calls wait for the storage thread`,
  );

function storeOver(connection: ThreadConnection): Store {
  const over =
    <Name extends Exclude<keyof StoreMethods, 'ingest'>>(name: Name) =>
    (...parameters: Parameters<StoreMethods[Name]>): Promise<ReturnType<StoreMethods[Name]>> =>
      connection.call(name, parameters);
  return {
    ingest: (messages) => connection.ingest(messages),
    settle: over('settle'),
    authenticate: over('authenticate'),
    makeCommand: over('makeCommand'),
    openCommands: over('openCommands'),
    addCar: over('addCar'),
    renewCar: over('renewCar'),
    addCustomer: over('addCustomer'),
    addDriver: over('addDriver'),
    allowDriver: over('allowDriver'),
    enrolPhone: over('enrolPhone'),
    enrolmentCode: over('enrolmentCode'),
    redeem: over('redeem'),
    phoneKey: over('phoneKey'),
    tokensFor: over('tokensFor'),
    addReservation: over('addReservation'),
    changeReservation: over('changeReservation'),
    cancelReservation: over('cancelReservation'),
    issueToken: over('issueToken'),
    revoke: over('revoke'),
    keepFleetList: over('keepFleetList'),
    listsFor: over('listsFor'),
    listsOfCar: over('listsOfCar'),
    fleetLists: over('fleetLists'),
    listNumbers: over('listNumbers'),
    setSettings: over('setSettings'),
    settingsOf: over('settingsOf'),
    allSettings: over('allSettings'),
    settingsFor: over('settingsFor'),
    untoldSettings: over('untoldSettings'),
    takeParcel: over('takeParcel'),
    courierKey: over('courierKey'),
    issuerKey: over('issuerKey'),
    cars: over('cars'),
    carInFull: over('carInFull'),
    reservations: over('reservations'),
    rentals: over('rentals'),
    statements: over('statements'),
    statement: over('statement'),
    account: over('account'),
    unassigned: over('unassigned'),
    gaps: over('gaps'),
    urgent: over('urgent'),
    command: over('command'),
    figures: over('figures'),
    rejected: over('rejected'),
    quarantined: over('quarantined'),
    setAside: over('setAside'),
    setAsideItem: over('setAsideItem'),
    replay: over('replay'),
  };
}
