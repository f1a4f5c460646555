import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DataFolder } from '../../../simulator/adapters/data-folder.ts';
import { logFile } from '../../../simulator/adapters/log-file.ts';

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ritmeter-data-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('folder and files are for their owner alone: 0700 and 0600', async () => {
  const path = join(await emptyFolder(), 'deep', 'data');
  const folder = new DataFolder(path);
  folder.write('secrets.json', '{}');
  logFile(folder.folder('log')).write('line\n');
  expect(await modeOf(path)).toBe(0o700);
  for (const name of ['secrets.json', 'log'])
    expect([name, await modeOf(join(path, name))]).toEqual([name, 0o600]);
});

test('a file is replaced whole, and nothing of the writing stays', async () => {
  const folder = new DataFolder(await emptyFolder());
  expect(folder.read('a.json')).toBe(null);
  folder.write('a.json', 'first and longer');
  folder.write('a.json', 'second');
  expect(folder.read('a.json')).toBe('second');
  expect(await readdir(folder.path)).toEqual(['a.json']);
});

test('what cannot be used is named', async () => {
  const path = await emptyFolder();
  await writeFile(join(path, 'file'), '');
  await mkdir(join(path, 'taken'));
  expect(() => new DataFolder(join(path, 'file', 'data'))).toThrow(/file\/data cannot be used: ENOTDIR/);
  expect(() => new DataFolder('/proc/no-folder')).toThrow(/no-folder cannot be used/);
  const folder = new DataFolder(path);
  expect(() => folder.read('taken')).toThrow(/taken cannot be used/);
  expect(() => folder.write('taken', '')).toThrow(/taken cannot be used/);
  expect(() => logFile(folder.folder('taken'))).toThrow(/taken cannot be written/);
});
