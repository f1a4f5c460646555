import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { TextOutput } from '../price-command.ts';

/** The text of a file, or of standard input without one, in chunks. Opening and reading errors end the iteration. */
export function readText(file: string | undefined): AsyncIterable<string> {
  if (file === undefined) return process.stdin.setEncoding('utf8');
  return createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 15 });
}

/** Writes at the reader's pace. A reader that has gone away (EPIPE) is an end, not an error. */
export function textOutput(stream: Writable): TextOutput {
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  return {
    async write(text) {
      if (failure === undefined && !stream.write(text)) await drained(stream);
      if (failure === undefined) return 'written';
      if ('code' in failure && failure.code === 'EPIPE') return 'closed';
      throw failure;
    },
  };
}

/** Settles once the stream takes more, or never will. */
function drained(stream: Writable): Promise<void> {
  const events = ['drain', 'error', 'close'] as const;
  return new Promise((resolve) => {
    const settle = (): void => {
      for (const event of events) stream.off(event, settle);
      resolve();
    };
    for (const event of events) stream.on(event, settle);
  });
}
