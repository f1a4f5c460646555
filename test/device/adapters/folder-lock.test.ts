import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '../../../device/adapters/folder-lock.ts';

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ritmeter-lock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('a folder has one device at a time on Linux, whatever name it is called by', async () => {
  const folder = await emptyFolder();
  const other = join(await emptyFolder(), 'link');
  await symlink(folder, other);
  const lock = await lockFolder(folder);
  const second = await Promise.allSettled([lockFolder(other)]);
  const refused = { status: 'rejected', reason: { code: 'folder-in-use', blame: 'operator' } };
  expect(second).toMatchObject([process.platform === 'linux' ? refused : { status: 'fulfilled' }]);
  await lock.release();
  await (await lockFolder(other)).release();
});

test('different folders have nothing to do with each other', async () => {
  const locks = [await lockFolder(await emptyFolder()), await lockFolder(await emptyFolder())];
  for (const lock of locks) await lock.release();
});
