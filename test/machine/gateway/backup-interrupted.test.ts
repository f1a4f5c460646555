import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from '../../../gateway/adapters/sqlite.ts';
import { Program } from '../program.ts';

const gateway = (...args: readonly string[]): Program => new Program('gateway/main.ts', args);

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a backup that %s ends leaves nothing behind, and exit status %i', async (signal, status) => {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const data = join(folder, 'gw');
  await gateway('init', '--data', data).exited;
  const database = openDatabase(join(data, 'gateway.sqlite'));
  database.exec('create table large (content blob)');
  for (let row = 0; row < 20; row++) database.exec('insert into large values (zeroblob(10000000))');
  database.close();
  const backup = gateway('backup', join(folder, 'copy.sqlite'), '--data', data);
  const begun = (): boolean => readdirSync(folder).some((name) => name.startsWith('copy.sqlite.'));
  await vi.waitFor(() => expect(begun()).toBe(true), { timeout: 60_000, interval: 5 });
  backup.signal(signal);
  expect(await backup.exited).toBe(status);
  expect(readdirSync(folder)).toEqual(['gw']);
});
