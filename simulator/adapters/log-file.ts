import { appendFileSync, closeSync, openSync } from 'node:fs';

/** A log that is written line by line to a file of its owner. */
export function logFile(path: string): { write(line: string): void } {
  closeSync(openSync(path, 'a', 0o600));
  return { write: (line) => appendFileSync(path, line) };
}
