import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault, messageOf } from '../../protocol/errors.ts';

/** A folder of small files that hold secrets: the folder has mode 0700, files 0600, and each is replaced whole. */
export class DataFolder {
  readonly path: string;

  /** @throws {Fault} `folder-unusable` where it can be neither used nor made. */
  constructor(path: string) {
    this.path = path;
    try {
      // Where the parent is there and yet nothing can be made, as below /proc, `recursive` would try for ever.
      if (!existsSync(path)) mkdirSync(path, { recursive: !existsSync(dirname(path)), mode: 0o700 });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (thrown) {
      throw unusable(path, thrown);
    }
  }

  /** A file's text; null where there is none. */
  read(name: string): string | null {
    try {
      return readFileSync(join(this.path, name), 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
      throw unusable(join(this.path, name), thrown);
    }
  }

  write(name: string, text: string): void {
    const path = join(this.path, name);
    try {
      writeFileSync(`${path}.new`, text, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (thrown) {
      throw unusable(path, thrown);
    }
  }

  folder(name: string): string {
    return join(this.path, name);
  }
}

const unusable = (path: string, thrown: unknown) =>
  new Fault({ code: 'folder-unusable', blame: 'operator' }, `${path} cannot be used: ${messageOf(thrown)}`, {
    cause: thrown,
  });
