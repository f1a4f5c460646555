import { parentPort } from 'node:worker_threads';
import { SystemClock, systemRandom } from '../../protocol/adapters/node-runtime.ts';
import type { Log, LogFields } from '../../protocol/runtime.ts';
import type { SqlDatabase } from '../database.ts';
import { createStore } from '../gateway.ts';
import type { IngestResult } from '../ingest/message.ts';
import type { StoreMethods } from '../ports.ts';
import { packOutcomes, unpackMessages } from './packed-messages.ts';
import {
  type AnsweredCall,
  type PackedResult,
  packError,
  type StoreCall,
  type ThreadData,
  type ThreadMessage,
} from './storage-messages.ts';

const send = (message: ThreadMessage): void => parentPort?.postMessage(message);

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

function serve({ file, settings }: ThreadData, open: (file: string) => SqlDatabase): void {
  const port = parentPort;
  if (port === null) throw new Error('a store is served on a worker thread only');
  const database = open(file);
  const store = createStore({ database, clock: new SystemClock(), random: systemRandom, log }, settings);
  port.on('message', (call: StoreCall) => {
    if (call.method !== 'close') {
      send(answerTo(store, call));
      return;
    }
    database.close();
    send({ kind: 'answer', id: call.id, result: undefined });
    port.close();
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
    ? packedResult(store.ingest(unpackMessages(call.messages)))
    : Reflect.apply(store[call.method], store, call.parameters);

const packedResult = ({ outcomes, ...others }: IngestResult): PackedResult => ({
  ...others,
  outcomes: packOutcomes(outcomes),
});

/** What a storage thread does: opens the database, and answers calls, one after the other. */
export function serveStore(data: ThreadData, open: (file: string) => SqlDatabase): void {
  try {
    serve(data, open);
  } catch (error) {
    send({ kind: 'failed', error: packError(error) });
  }
}
