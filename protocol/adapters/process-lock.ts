import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Fault, messageOf } from '../errors.ts';

/** A claim on a file, which ends with `release` or with the process, however that ends. */
export interface ProcessLock {
  release(): void;
}

/** For how long somebody who only looks may be in the way. */
const patienceMilliseconds = 250;
const busyCode = 5;

/** A database that nobody refers to is closed by the garbage collection. */
const held = new Set<DatabaseSync>();

/**
 * Claims a file: an empty SQLite database, whose lock the kernel drops when the process ends, however it ends. So
 * nothing is left behind that a person would have to judge.
 * @throws {Fault} `locked` where another process has it; `file-unusable`.
 */
export function lock(path: string): ProcessLock {
  try {
    if (!existsSync(path)) makeEmpty(path);
    const database = new DatabaseSync(path, { timeout: patienceMilliseconds });
    claim(database);
    held.add(database);
    return { release: () => letGo(database) };
  } catch (cause) {
    throw isBusy(cause)
      ? new Fault(
          { code: 'locked', blame: 'operator', temporary: true },
          `${path} is locked: another process works on this data`,
          { cause },
        )
      : new Fault(
          { code: 'file-unusable', blame: 'operator' },
          `${path} cannot be used: ${messageOf(cause)}`,
          { cause },
        );
  }
}

/** Whether a process has it. */
export function isLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    lock(path).release();
    return false;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'locked') return true;
    throw thrown;
  }
}

/** For its owner only. One that is there must not be opened: closing it again would drop this process's own lock. */
function makeEmpty(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (thrown) {
    if (!existsSync(path)) throw thrown;
  }
}

function letGo(database: DatabaseSync): void {
  held.delete(database);
  database.close();
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
