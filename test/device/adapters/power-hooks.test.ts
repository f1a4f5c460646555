import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { powerHooks } from '../../../device/adapters/power-hooks.ts';
import { type LogFields, silentLog } from '../../../protocol/runtime.ts';

/** Commands around a file in which one writes that it ran. */
function bench(sleep: (file: string) => readonly (readonly string[])[], patience?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-hooks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ran');
  const told: string[] = [];
  const tell = ({ reason = 'done' }: LogFields) => void told.push(String(reason));
  const log = { ...silentLog, info: tell, error: tell };
  const hooks = powerHooks(
    { sleep: sleep(file), wake: [node(`fs.appendFileSync('${file}', 'wake ')`)] },
    log,
    patience,
  );
  return { hooks, told, ran: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
}

const node = (script: string): readonly string[] => [process.execPath, '-e', script];
const writes = (file: string, word: string) => node(`fs.appendFileSync('${file}', '${word} ')`);

describe('commands that put modem and adapter to sleep (clause 13.3)', () => {
  test('run one after the other, those to wake behind those to sleep', async () => {
    const { hooks, ran } = bench((file) => [writes(file, 'modem'), writes(file, 'adapter')]);
    void hooks('sleep');
    await hooks('wake');
    expect(ran()).toBe('modem adapter wake ');
  });

  test('that are missing or fail are logged, and the next one runs', async () => {
    const { hooks, told, ran } = bench((file) => [
      ['/nowhere/at-all'],
      node('process.exit(3)'),
      writes(file, 'last'),
    ]);
    await hooks('sleep');
    expect(told).toEqual([expect.stringContaining('ENOENT'), 'ended with 3', 'done']);
    expect(ran()).toBe('last ');
  });

  test('that cannot even begin are logged, and all that follow run', async () => {
    const { hooks, told, ran } = bench((file) => [[`${process.execPath}/nowhere`], writes(file, 'last')]);
    await hooks('sleep');
    await hooks('wake');
    expect(told).toEqual([expect.stringContaining('ENOTDIR'), 'done', 'done']);
    expect(ran()).toBe('last wake ');
  });

  test('that hang are killed, with what they have started, and the next one runs', async () => {
    const hangs = node(
      "process.on('SIGTERM', () => {}); child_process.spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)",
    );
    const { hooks, told, ran } = bench((file) => [hangs, writes(file, 'last')], 500);
    await hooks('sleep');
    expect(told[0]).toBe('killed after 500 ms');
    expect(ran()).toBe('last ');
  });
});
