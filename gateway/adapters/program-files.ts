import { appendFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isLocked, lock } from '../../protocol/adapters/process-lock.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Files } from '../program/ports.ts';

/** Permissions of anyone but the owner. */
const othersMode = 0o077;

/** The operator's files on this machine's disk: each for its owner only. */
export const programFiles: Files = {
  async read(path) {
    try {
      return await readFile(path, 'utf8');
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return null;
      throw unusable(path, thrown);
    }
  },

  async readSecret(path) {
    const { mode } = await used(path, () => stat(path));
    if ((mode & othersMode) === 0) return used(path, () => readFile(path, 'utf8'));
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    const message = `${path}: a secret, but its mode is ${shown}; make it 0600`;
    throw new Fault({ code: 'secret-exposed', blame: 'operator' }, message);
  },

  async create(path, content) {
    const file = await openNew(path);
    try {
      const text = await content();
      await used(path, async () => {
        await file.writeFile(text);
        await file.sync();
      });
    } catch (thrown) {
      await rm(path, { force: true });
      throw thrown;
    } finally {
      await file.close();
    }
  },

  append: (path, text) => used(path, () => appendFile(path, text, { mode: 0o600 })),

  replace: (path, text) =>
    used(path, async () => {
      await writeFile(`${path}.new`, text, { mode: 0o600 });
      await rename(`${path}.new`, path);
    }),

  remove: (path) => used(path, () => rm(path, { force: true })),
  lock,
  isLocked,
};

async function openNew(path: string) {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return await open(path, 'wx', 0o600);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw unusable(path, thrown);
    const message = `${path} is there already and is left alone`;
    throw new Fault({ code: 'file-exists', blame: 'operator' }, message, { cause: thrown });
  }
}

async function used<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (thrown) {
    throw unusable(path, thrown);
  }
}

const unusable = (path: string, cause: unknown): Fault =>
  new Fault({ code: 'file-unusable', blame: 'operator' }, `${path} cannot be used: ${messageOf(cause)}`, {
    cause,
  });

const codeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
