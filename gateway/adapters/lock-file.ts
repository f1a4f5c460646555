import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Lock } from '../program/ports.ts';

/** For how long somebody who only looks may be in the way. */
const patienceMilliseconds = 250;
const busyCode = 5;

/**
 * Claims a file: an empty SQLite database, whose lock the kernel drops when the process ends, however it ends. So
 * nothing is left behind that a person would have to judge.
 * @throws {Fault} `locked` where another process has it; `file-unusable`.
 */
export function lock(path: string): Lock {
  try {
    closeSync(openSync(path, 'a', 0o600));
    const database = new DatabaseSync(path, { timeout: patienceMilliseconds });
    claim(database);
    return { release: () => database.close() };
  } catch (cause) {
    throw isBusy(cause)
      ? new Fault({ code: 'locked', blame: 'operator', temporary: true }, `${path} is locked`, { cause })
      : new Fault(
          { code: 'file-unusable', blame: 'operator' },
          `${path} cannot be used: ${messageOf(cause)}`,
          { cause },
        );
  }
}

/** Whether a process has it. */
export function isLocked(path: string): boolean {
  try {
    lock(path).release();
    return false;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'locked') return true;
    throw thrown;
  }
}

function claim(database: DatabaseSync): void {
  try {
    database.exec('begin exclusive');
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && 'errcode' in thrown && thrown.errcode === busyCode;
