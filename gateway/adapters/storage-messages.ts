import { type Blame, Fault, messageOf } from '../../protocol/errors.ts';
import type { StoreSettings } from '../gateway.ts';
import type { IngestResult } from '../ingest/message.ts';
import type { StoreMethods } from '../ports.ts';
import type { PackedMessages } from './packed-messages.ts';

/** What the storage thread is started with. */
export interface ThreadData {
  readonly file: string;
  readonly settings: StoreSettings;
}

export type StoreMethod = keyof StoreMethods;

/** A call that is to be answered. */
export type AnsweredCall =
  | { readonly id: number; readonly method: 'ingest'; readonly messages: PackedMessages }
  | {
      readonly id: number;
      readonly method: Exclude<StoreMethod, 'ingest'>;
      readonly parameters: readonly unknown[];
    };

/** The answer to `ingest`. */
export type PackedResult = Omit<IngestResult, 'outcomes'> & { readonly outcomes: string };

/** A call on its way to the storage thread; `close` ends it. */
export type StoreCall = AnsweredCall | { readonly id: number; readonly method: 'close' };

/** What comes back: first of all `ready`, then one answer for each call, in order, and lines for the log. */
export type ThreadMessage<Result = unknown> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result }
  | { readonly kind: 'thrown'; readonly id: number; readonly error: SentError }
  | {
      readonly kind: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly fields: Readonly<Record<string, string | number | boolean | null>>;
      readonly message: string;
    };

/** An error between threads: structured clone drops what makes a fault one. */
export type SentError =
  | {
      readonly kind: 'fault';
      readonly code: string;
      readonly blame: Blame;
      readonly temporary: boolean;
      readonly mayHaveHappened: boolean;
      readonly message: string;
    }
  | { readonly kind: 'defect'; readonly message: string; readonly stack: string };

export function packError(thrown: unknown): SentError {
  if (thrown instanceof Fault) {
    const { code, blame, temporary, mayHaveHappened, message } = thrown;
    return { kind: 'fault', code, blame, temporary, mayHaveHappened, message };
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  return { kind: 'defect', message: messageOf(thrown), stack };
}

export function unpackError(sent: SentError): Error {
  if (sent.kind === 'fault') return new Fault(sent, sent.message);
  const error = new Error(`storage thread: ${sent.message}`);
  error.stack = sent.stack;
  return error;
}
