import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { Fault, messageOf } from '../../../protocol/errors.ts';
import type { LinesPorts } from '../ports.ts';
import { serveLine } from './tcp-server.ts';
import { openTerminals } from './terminals.ts';

/** The bench car in this process: real time, TCP, standard streams, signals. */
export function realLines(): LinesPorts {
  const clock = new SystemClock();
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    clock,
    timers: new SystemTimers(clock),
    random: systemRandom,
    serve: serveLine,
    openTerminals: (folder) => openTerminals(folder, complain),
    writeNew,
    readLines: (file) => (file === undefined ? standardInput() : linesOf(file)),
    print: (line) => void process.stdout.write(`${line}\n`),
    complain,
    stopping,
  };
}

let stop: AbortController | undefined;

/** Signals are taken over at the first call, so that a program that only shows its help leaves them alone. */
function stopping(): AbortSignal {
  if (stop === undefined) {
    const controller = new AbortController();
    stop = controller;
    const abort = (): void => controller.abort();
    process.once('SIGINT', abort).once('SIGTERM', abort);
    process.stdout.on('error', abort);
  }
  return stop.signal;
}

async function* linesOf(file: string): AsyncIterable<string> {
  try {
    yield* createInterface({ input: createReadStream(file, 'utf8') });
  } catch (cause) {
    throw new Fault({ code: 'file-unreadable', blame: 'operator' }, messageOf(cause), { cause });
  }
}

async function writeNew(...[folder, files]: Parameters<LinesPorts['writeNew']>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { name, text } of files)
      await writeFile(join(folder, name), text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new Fault({ code: 'file-unwritable', blame: 'operator' }, messageOf(cause), { cause });
  }
}

function standardInput(): AsyncIterable<string> {
  const lines = createInterface({ input: process.stdin });
  stopping().addEventListener('abort', () => lines.close(), { once: true });
  return lines;
}
