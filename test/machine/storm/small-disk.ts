import { execFile } from 'node:child_process';
import { chmodSync, closeSync, cpSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { pause } from './pause.ts';

const run = promisify(execFile);

/** Mounting takes root, or a sudo that does not ask. */
const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
const rootDoes = async (...command: readonly string[]): Promise<void> => {
  const [program = '', ...args] = [...asRoot, ...command];
  await run(program, args);
};

const blockBytes = 4_096;

/** A file system of its own, so small that it can be filled; gone after the test, which where it failed leaves a copy. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws {Error} where this machine lets nobody mount. */
  static async mounted(folder: string, kilobytes: number): Promise<SmallDisk> {
    mkdirSync(folder, { recursive: true });
    await rootDoes('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=0777`, 'tmpfs', folder);
    onTestFinished(({ task }) => {
      if (task.result?.state === 'fail') cpSync(folder, `${folder}-copy`, { recursive: true });
      return rootDoes('umount', folder);
    });
    if (asRoot.length === 0) chmodSync(folder, 0o700);
    return new SmallDisk(folder);
  }

  /** No byte fits on it any more, until it has been so for a while. */
  async fill(milliseconds: number): Promise<void> {
    const ballast = join(this.folder, 'ballast');
    fillUp(ballast);
    await pause(milliseconds);
    rmSync(ballast);
  }
}

function fillUp(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(blockBytes));
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
  } finally {
    closeSync(descriptor);
  }
}
