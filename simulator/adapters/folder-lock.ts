import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Fault, messageOf } from '../../protocol/errors.ts';

/**
 * Holds a file locked for this process alone, until the function given back is called. The lock is the operating
 * system's, taken through SQLite: it ends with the process, however that ends.
 * @throws {Fault} `folder-unusable` where another process holds it.
 */
export function lockFile(path: string): () => void {
  try {
    closeSync(openSync(path, 'a', 0o600));
    const database = new DatabaseSync(path, { timeout: 0 });
    database.exec('begin exclusive');
    return () => database.close();
  } catch (cause) {
    throw new Fault(
      { code: 'folder-unusable', blame: 'operator', temporary: true },
      `${path} cannot be locked; does another start run on this data? (${messageOf(cause)})`,
      { cause },
    );
  }
}
