import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { TextOutput } from '../price-command.ts';

/** The text of a file, or of standard input without one, in chunks. Opening and reading errors end the iteration. */
export function readText(file: string | undefined): AsyncIterable<string> {
  if (file === undefined) return process.stdin.setEncoding('utf8');
  return createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 });
}

/** Writes at the reader's pace. A reader that has gone away (EPIPE) is an end, not an error. */
export function textOutput(stream: Writable): TextOutput {
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  return {
    async write(text) {
      if (failure === undefined && !stream.write(text))
        await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
      if (failure === undefined) return 'written';
      if ('code' in failure && failure.code === 'EPIPE') return 'closed';
      throw failure;
    },
  };
}
