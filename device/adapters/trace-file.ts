import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Trace } from '../obd/trace.ts';

/** So much, and a trace ends: an hour of driving is some 4 MB (D13). */
const mostBytes = 64 * 1024 * 1024;
const ownersMode = 0o600;

/**
 * Writes a dialogue to a file as it happens, so that it is there whatever ends the program. A file that takes no more ends the
 * trace and nothing else: `ended` is told why, once.
 * @throws {Fault} `trace-unwritable`
 */
export function traceFile(
  path: string,
  ended: (reason: string) => void,
): { readonly trace: Trace; close(): void } {
  const file = opened(path);
  let written = 0;
  const end = (reason: string): void => {
    written = Number.POSITIVE_INFINITY;
    ended(reason);
  };
  return {
    trace(entry) {
      if (written > mostBytes) return;
      const line = `${JSON.stringify(entry)}\n`;
      written += line.length;
      if (written > mostBytes) return end(`${mostBytes} bytes are written`);
      try {
        writeSync(file, line);
      } catch (thrown) {
        end(messageOf(thrown));
      }
    },
    close: () => closeSync(file),
  };
}

/** @throws {Fault} `trace-unreadable` */
export async function readTrace(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault({ code: 'trace-unreadable', blame: 'operator' }, messageOf(cause), { cause });
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'w', ownersMode);
  } catch (cause) {
    throw new Fault({ code: 'trace-unwritable', blame: 'operator' }, messageOf(cause), { cause });
  }
}
