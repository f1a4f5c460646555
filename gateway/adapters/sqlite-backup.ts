import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { Fault, messageOf } from '../../protocol/errors.ts';

/**
 * Copies a database as of one moment, while others write to it; durable when the promise resolves.
 * @throws {Fault} `file-exists`, `backup-failed`
 */
export async function backUpDatabase(file: string, to: string): Promise<{ readonly bytes: number }> {
  makeNew(to);
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      await backup(database, to);
    } finally {
      database.close();
    }
    const copied = openSync(to, 'r+');
    fsyncSync(copied);
    closeSync(copied);
    return { bytes: statSync(to).size };
  } catch (cause) {
    rmSync(to, { force: true });
    const message = `database ${file} cannot be copied to ${to}: ${messageOf(cause)}`;
    throw new Fault({ code: 'backup-failed', blame: 'operator' }, message, { cause });
  }
}

/** For its owner only: it holds the secrets of the cars. */
function makeNew(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    const code = exists ? 'file-exists' : 'backup-failed';
    const message = exists ? `${path} exists and is not overwritten` : `${path}: ${messageOf(cause)}`;
    throw new Fault({ code, blame: 'operator' }, message, { cause });
  }
}
