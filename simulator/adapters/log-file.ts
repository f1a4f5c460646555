import { appendFileSync, closeSync, openSync } from 'node:fs';
import { Fault, messageOf } from '../../protocol/errors.ts';

/** A log that is written line by line to a file of its owner. @throws {Fault} `folder-unusable`. */
export function logFile(path: string): { write(line: string): void } {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (cause) {
    const message = `${path} cannot be written: ${messageOf(cause)}`;
    throw new Fault({ code: 'folder-unusable', blame: 'operator' }, message, { cause });
  }
  return { write: (line) => appendFileSync(path, line) };
}
