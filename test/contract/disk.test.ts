import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFileDisk } from '../../device/adapters/file-disk.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { describeDisk } from './disk-contract.ts';

async function openFolder() {
  const parent = await mkdtemp(join(tmpdir(), 'ritmeter-disk-'));
  const folder = join(parent, 'journal');
  const disk = await openFileDisk(folder);
  onTestFinished(async () => {
    await disk.close();
    await rm(parent, { recursive: true });
  });
  return { disk, folder, parent };
}

describeDisk('a folder', async () => (await openFolder()).disk);
describeDisk('the twin', async () => new SimulatedDisk().mount());

test('nobody else can read the folder or its files', async () => {
  const { disk, folder } = await openFolder();
  await disk.append('a.log', Uint8Array.of(1));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'a.log'))).mode & 0o777).toBe(0o600);
});

test('goes on after its folder was away for a while', async () => {
  const { disk, folder } = await openFolder();
  await rm(folder, { recursive: true });
  await expect(disk.append('a.log', Uint8Array.of(1))).rejects.toMatchObject({
    code: 'disk-failed',
    temporary: true,
  });
  await openFileDisk(folder);
  await disk.append('a.log', Uint8Array.of(2));
  await disk.sync('a.log');
  expect(await disk.read('a.log', 0, 10)).toEqual(Uint8Array.of(2));
});

test('a folder that cannot be made is reported with its name', async () => {
  const { disk, folder } = await openFolder();
  await disk.append('file', Uint8Array.of(1));
  const taken = join(folder, 'file', 'journal');
  await expect(openFileDisk(taken)).rejects.toMatchObject({
    code: 'disk-failed',
    message: expect.stringContaining(taken),
  });
});

test('a disk that hangs leaves threads for whatever else goes through files, as serial lines do (D6)', async () => {
  const { disk, folder } = await openFolder();
  const pipe = join(folder, 'hangs');
  // Whoever opens a pipe waits for the other end, as for a disk that does not answer.
  execFileSync('mkfifo', [pipe]);
  const reads = Promise.allSettled(Array.from({ length: 8 }, () => disk.read('hangs', 0, 1)));
  let isOver = false;
  void reads.then(() => {
    isOver = true;
  });
  try {
    await stat(folder);
    expect(isOver).toBe(false);
  } finally {
    const otherEnd = openSync(pipe, 'r+');
    await reads;
    closeSync(otherEnd);
  }
});
