import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);
const filler = 'filler';

/** A file system in memory at a folder, gone after the test. */
export interface SmallDisk {
  /** Takes all the room that is left, but for so many bytes. */
  fill(leaving?: number): Promise<void>;
  free(): Promise<void>;
  remount(how: 'ro' | 'rw'): Promise<void>;
}

/** @throws {Error} where this machine does not let the tests mount one: they need root then, not a skip. */
export async function smallDisk(folder: string, megabytes = 1): Promise<SmallDisk> {
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder]);
  } catch (cause) {
    throw new Error('no small disk: mounting a tmpfs needs root (or CAP_SYS_ADMIN)', { cause });
  }
  onTestFinished(async () => {
    await run('umount', ['-l', folder]);
  });
  const path = join(folder, filler);
  return {
    async fill(leaving = 0) {
      await using file = await open(path, 'a');
      await writeUntilFull(file);
      const { size } = await file.stat();
      await file.truncate(Math.max(0, size - leaving));
    },
    free: () => rm(path, { force: true }),
    async remount(how) {
      await run('mount', ['-o', `remount,${how}`, folder]);
    },
  };
}

async function writeUntilFull(file: { write(bytes: Uint8Array): Promise<unknown> }): Promise<void> {
  for (const bytes of [new Uint8Array(4_096), new Uint8Array(64), new Uint8Array(1)])
    for (let room = true; room; )
      room = await file.write(bytes).then(
        () => true,
        (thrown: unknown) => {
          if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') return false;
          throw thrown;
        },
      );
}
