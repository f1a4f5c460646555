import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programFiles } from '../../../gateway/adapters/program-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ritmeter-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('a new file', () => {
  test('is its owner’s alone, and so is the folder that was missing', async () => {
    const path = join(folder, 'new', 'secret');
    await programFiles.create(path, () => 'text');
    expect(await readFile(path, 'utf8')).toBe('text');
    expect([await modeOf(path), await modeOf(join(folder, 'new'))]).toEqual([0o600, 0o700]);
  });

  test('takes no other’s place', async () => {
    const path = join(folder, 'there');
    await writeFile(path, 'before');
    await expect(programFiles.create(path, () => 'after')).rejects.toMatchObject({ code: 'file-exists' });
    expect(await readFile(path, 'utf8')).toBe('before');
  });

  test('goes again where its content cannot be made', async () => {
    const path = join(folder, 'half');
    const content = () => Promise.reject(new Error('no content'));
    await expect(programFiles.create(path, content)).rejects.toThrow('no content');
    expect(await readdir(folder)).toEqual([]);
  });
});

test('a secret that others may read is refused, and one that is missing is named', async () => {
  const path = join(folder, 'key');
  await writeFile(path, 'secret', { mode: 0o600 });
  expect(await programFiles.readSecret(path)).toBe('secret');
  await chmod(path, 0o640);
  await expect(programFiles.readSecret(path)).rejects.toThrow(
    /key: a secret, but its mode is 0640; make it 0600/,
  );
  await expect(programFiles.readSecret(join(folder, 'none'))).rejects.toMatchObject({
    code: 'file-unusable',
  });
});

test('a file is replaced whole and removed without a trace', async () => {
  const path = join(folder, 'state');
  expect(await programFiles.read(path)).toBeNull();
  await programFiles.replace(path, 'one');
  await programFiles.replace(path, 'two');
  expect(await programFiles.read(path)).toBe('two');
  expect(await modeOf(path)).toBe(0o600);
  await programFiles.remove(path);
  await programFiles.remove(path);
  expect(await readdir(folder)).toEqual([]);
});

test('a folder is no file', async () => {
  await expect(programFiles.read(folder)).rejects.toMatchObject({ code: 'file-unusable', blame: 'operator' });
});

test('what is added to a file leaves its mode as it is, and a new one is its owner’s alone', async () => {
  const [there, missing] = [join(folder, 'there'), join(folder, 'missing')];
  await writeFile(there, 'a\n', { mode: 0o640 });
  await programFiles.append(there, 'b\n');
  await programFiles.append(missing, 'b\n');
  expect([await readFile(there, 'utf8'), await readFile(missing, 'utf8')]).toEqual(['a\nb\n', 'b\n']);
  expect([await modeOf(there), await modeOf(missing)]).toEqual([0o640, 0o600]);
});
