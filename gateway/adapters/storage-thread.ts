import { parentPort, workerData } from 'node:worker_threads';
import { SystemClock, systemRandom } from '../../protocol/adapters/node-runtime.ts';
import type { Log, LogFields } from '../../protocol/runtime.ts';
import { createStore } from '../gateway.ts';
import type { StoreMethods } from '../ports.ts';
import { unpackMessages } from './packed-messages.ts';
import { openDatabase } from './sqlite.ts';
import {
  type AnsweredCall,
  packError,
  type StoreCall,
  type ThreadData,
  type ThreadMessage,
} from './storage-messages.ts';

/** Entry of the storage thread: opens the database and answers calls, one after the other. */
const port = parentPort;
if (port === null) throw new Error('storage-thread.ts runs as a worker thread only');

const send = (message: ThreadMessage): void => port.postMessage(message);

const logAt =
  (level: Extract<ThreadMessage, { kind: 'log' }>['level']) =>
  (fields: LogFields, message: string): void =>
    send({ kind: 'log', level, fields, message });

const log: Log = {
  debug: logAt('debug'),
  info: logAt('info'),
  warn: logAt('warn'),
  error: logAt('error'),
};

function serve({ file, settings }: ThreadData): void {
  const database = openDatabase(file);
  const store = createStore({ database, clock: new SystemClock(), random: systemRandom, log }, settings);
  port?.on('message', (call: StoreCall) => {
    if (call.method !== 'close') {
      send(answerTo(store, call));
      return;
    }
    database.close();
    send({ kind: 'answer', id: call.id, result: undefined });
    port?.close();
  });
  send({ kind: 'ready' });
}

function answerTo(store: StoreMethods, call: AnsweredCall): ThreadMessage {
  const { id } = call;
  try {
    return { kind: 'answer', id, result: resultOf(store, call) };
  } catch (error) {
    return { kind: 'thrown', id, error: packError(error) };
  }
}

const resultOf = (store: StoreMethods, call: AnsweredCall): unknown =>
  call.method === 'ingest'
    ? store.ingest(unpackMessages(call.messages))
    : Reflect.apply(store[call.method], store, call.parameters);

try {
  serve(workerData);
} catch (error) {
  send({ kind: 'failed', error: packError(error) });
}
