import { access, constants, statfs } from 'node:fs/promises';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Disk } from '../ports.ts';
import { type FileDisk, openFileDisk } from './file-disk.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';

/** @throws {Fault} `folder-unusable`, `folder-in-use` */
export async function openFolder(
  folder: string,
): Promise<{ readonly disk: FileDisk; readonly lock: FolderLock }> {
  const disk = await usableFolder(folder);
  return { disk, lock: await lockFolder(folder) };
}

/** The same for who looks for faults: a folder that cannot be used is a disk on which every call fails. */
export async function folderToExamine(
  folder: string,
): Promise<{ readonly disk: Disk; readonly close: () => Promise<void> }> {
  try {
    const { disk, lock } = await openFolder(folder);
    const close = async (): Promise<void> => {
      await disk.close();
      await lock.release();
    };
    return { disk, close };
  } catch (thrown) {
    if (!(thrown instanceof Fault && thrown.code === 'folder-unusable')) throw thrown;
    return { disk: failingWith(thrown), close: async () => {} };
  }
}

/** What its file system has left for whoever runs this. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function failingWith(fault: Fault): Disk {
  const fail = (): Promise<never> => Promise.reject(fault);
  return { list: fail, read: fail, size: fail, append: fail, sync: fail, truncate: fail, remove: fail };
}

async function usableFolder(folder: string): Promise<FileDisk> {
  try {
    const disk = await openFileDisk(folder);
    await access(folder, constants.R_OK | constants.X_OK);
    await access(folder, constants.W_OK).catch(unlessReadOnly);
    return disk;
  } catch (cause) {
    const why = `folder ${folder} cannot be used: ${messageOf(cause)}`;
    throw new Fault({ code: 'folder-unusable', blame: 'operator' }, why, { cause });
  }
}

/** A file system that has become read-only keeps no driver out (D6); a folder of somebody else's is a mistake. */
function unlessReadOnly(thrown: unknown): void {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EROFS')) throw thrown;
}
