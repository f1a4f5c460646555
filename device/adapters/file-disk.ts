import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Disk } from '../ports.ts';
import { CallSlots } from './call-slots.ts';

/** Files kept open for writing; the journal writes to one and turns to the next. */
const maxOpenFiles = 4;

/**
 * Node has four threads for files, and serial lines are read and written on the same: a disk that hangs is not to hold them
 * all, or phones get no answer.
 */
const mostCallsAtOnce = 2;

/** Writes go to the end of the file, whatever was written or cut before. */
const forAppending = constants.O_WRONLY | constants.O_APPEND;
const orCreating = forAppending | constants.O_CREAT;

const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** A `Disk` over a folder of the file system; `close` lets go of its files. */
export interface FileDisk extends Disk {
  close(): Promise<void>;
}

/**
 * Opens a folder, creating it (mode 0700, its files 0600) where it is missing. Calls reject with a temporary Fault:
 * `disk-full` or `disk-failed`, or with a RangeError on a name that is no plain file name.
 * @throws {Fault} `disk-failed` where the folder cannot be made
 */
export async function openFileDisk(folder: string): Promise<FileDisk> {
  await named(folder, () => make(folder));
  return new FolderDisk(folder);
}

const ownersAlone = 0o700;

/** With those above it. On a read-only file system Node then says that there is no such folder; without them, the truth. */
async function make(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: ownersAlone });
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
    await mkdir(folder, ownersAlone);
  }
}

class FolderDisk implements FileDisk {
  readonly #folder: string;
  readonly #slots = new CallSlots(mostCallsAtOnce);
  /** Oldest use first. */
  readonly #open = new Map<string, FileHandle>();
  /** Files whose entry in the folder is known to be durable. */
  readonly #durableNames = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<readonly string[]> {
    const entries = await this.#named(this.#folder, () => readdir(this.#folder, { withFileTypes: true }));
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }

  read(name: string, offset: number, length: number): Promise<Uint8Array> {
    return this.#named(name, async () => {
      await using file = await open(this.#path(name), 'r');
      const { size } = await file.stat();
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
      return bytes.subarray(0, bytesRead);
    });
  }

  size(name: string): Promise<number> {
    return this.#named(name, async () => (await stat(this.#path(name))).size);
  }

  append(name: string, bytes: Uint8Array): Promise<void> {
    return this.#write(name, orCreating, (file) => file.appendFile(bytes));
  }

  sync(name: string): Promise<void> {
    return this.#write(name, forAppending, async (file) => {
      await file.datasync();
      if (!this.#durableNames.has(name)) await this.#syncFolder();
      this.#durableNames.add(name);
    });
  }

  truncate(name: string, length: number): Promise<void> {
    return this.#write(name, forAppending, (file) => file.truncate(length));
  }

  async remove(name: string): Promise<void> {
    await this.#named(name, async () => {
      await this.#letGo(name);
      this.#durableNames.delete(name);
      await rm(this.#path(name), { force: true });
      await this.#syncFolder();
    });
  }

  async close(): Promise<void> {
    for (const name of [...this.#open.keys()]) await this.#letGo(name);
  }

  /** A file that has failed is opened anew the next time. */
  async #write(name: string, flags: number, work: (file: FileHandle) => Promise<void>): Promise<void> {
    await this.#named(name, async () => {
      try {
        await work(await this.#handle(name, flags));
      } catch (thrown) {
        // What failed first is what the caller hears; closing a failed file may fail as well.
        await this.#letGo(name).catch(() => {});
        throw thrown;
      }
    });
  }

  async #handle(name: string, flags: number): Promise<FileHandle> {
    const file = this.#open.get(name) ?? (await open(this.#path(name), flags, 0o600));
    this.#open.delete(name);
    this.#open.set(name, file);
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size > maxOpenFiles) await this.#letGo(oldest);
    return file;
  }

  async #letGo(name: string): Promise<void> {
    const file = this.#open.get(name);
    this.#open.delete(name);
    await file?.close();
  }

  async #syncFolder(): Promise<void> {
    await using folder = await open(this.#folder, 'r');
    await folder.sync();
  }

  #named<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    return this.#slots.take(() => named(name, work));
  }

  #path(name: string): string {
    if (!plainName.test(name)) throw new RangeError(`${JSON.stringify(name)} is no plain file name`);
    return join(this.#folder, name);
  }
}

async function named<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw diskFault(name, cause);
  }
}

function diskFault(name: string, cause: unknown): Fault {
  const isFull =
    cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
  return new Fault(
    {
      code: isFull ? 'disk-full' : 'disk-failed',
      blame: 'environment',
      temporary: true,
      mayHaveHappened: true,
    },
    `${name}: ${messageOf(cause)}`,
    { cause },
  );
}
