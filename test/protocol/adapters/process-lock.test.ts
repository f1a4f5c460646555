import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isLocked, lock } from '../../../protocol/adapters/process-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ritmeter-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a claim excludes others until it is released', () => {
  const path = join(folder, 'lock');
  const claim = lock(path);
  expect(() => lock(path)).toThrow(expect.objectContaining({ code: 'locked', temporary: true }));
  expect(isLocked(path)).toBe(true);
  claim.release();
  expect(isLocked(path)).toBe(false);
  lock(path).release();
});

test('the claim of a process ends with it, even where it is killed', async () => {
  const path = join(folder, 'lock');
  const adapter = new URL('../../../protocol/adapters/process-lock.ts', import.meta.url).href;
  const script = `const { lock } = await import(${JSON.stringify(adapter)}); lock(${JSON.stringify(path)});
    process.stdout.write('claimed'); process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(isLocked(path)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(isLocked(path)).toBe(false);
});

test('the file is for its owner alone', () => {
  const path = join(folder, 'lock');
  lock(path).release();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('looking leaves nothing behind where nobody has ever served', () => {
  expect(isLocked(join(folder, 'lock'))).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('a place where no file can be is named', () => {
  expect(() => lock(join(folder, 'none', 'lock'))).toThrow(/none\/lock cannot be used/);
});
