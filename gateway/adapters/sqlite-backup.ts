import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Fault, messageOf } from '../../protocol/errors.ts';

/** As a shell tells of a program that a signal ended. */
const statusOf = { SIGINT: 130, SIGTERM: 143 } as const;
type Interruption = keyof typeof statusOf;

/**
 * Copies a database as of one moment, while others write to it; durable when the promise resolves. Only a copy that is whole
 * gets the name; at Ctrl-C or SIGTERM the program ends, and nothing of it is left.
 * @throws {Fault} `file-exists`, `backup-failed`
 */
export async function backUpDatabase(file: string, to: string): Promise<{ readonly bytes: number }> {
  if (existsSync(to)) throw exists(to);
  const part = `${to}.${process.pid}.part`;
  const remove = (): void => {
    for (const file of [part, `${part}-journal`]) rmSync(file, { force: true });
  };
  const interrupted = (signal: Interruption): void => {
    remove();
    process.exit(statusOf[signal]);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    makeNew(part);
    await copy(file, part);
    renameSync(part, to);
    syncFile(dirname(to), 'r');
    return { bytes: statSync(to).size };
  } catch (cause) {
    remove();
    const message = `database ${file} cannot be copied to ${to}: ${messageOf(cause)}`;
    throw new Fault({ code: 'backup-failed', blame: 'operator' }, message, { cause });
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

async function copy(file: string, to: string): Promise<void> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    await backup(database, to);
  } finally {
    database.close();
  }
  syncFile(to, 'r+');
}

/** A folder's own sync makes the names in it durable. */
function syncFile(path: string, flags: 'r' | 'r+'): void {
  const opened = openSync(path, flags);
  fsyncSync(opened);
  closeSync(opened);
}

/** For its owner only: it holds the secrets of the cars. */
const makeNew = (path: string): void => closeSync(openSync(path, 'wx', 0o600));

const exists = (path: string): Fault =>
  new Fault({ code: 'file-exists', blame: 'operator' }, `${path} exists and is not overwritten`);
