import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../protocol/adapters/listen.ts';
import { end, linesOf, newFolder, npmStart, quickly, reportOf } from './newcomer.ts';

const limit = 30_000;

/** Somebody else's server on a port. */
async function takenPort(port = 0): Promise<number> {
  const server = createServer();
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return listen(server, { host: '127.0.0.1', port });
}

/** What is wrong must be said in one line that a person can read. */
async function expectUsageError(args: readonly string[], line: RegExp): Promise<void> {
  const ended = await end(npmStart(...args));
  expect({ status: ended.status, lines: linesOf(ended) }).toEqual({
    status: 2,
    lines: [expect.stringMatching(line)],
  });
}

describe('each a readable line and exit status 2', () => {
  test.each([
    [['--bogus'], /unknown option '--bogus'/],
    [['--cars', 'many'], /--cars <n>.*'many'.*whole number from 1 to 200/],
    [['--days', '0'], /--days <n>.*whole number from 1 to 366/],
    [['--port', '65536'], /--port <n>.*whole number from 1 to 65535/],
    [['--speed', '1.5'], /--speed <factor>.*whole number/],
    [['elsewhere'], /too many arguments/],
  ])('%j', (args, line) => expectUsageError(args, line), limit);

  test(
    'a taken port that was asked for',
    async () => {
      const port = await takenPort();
      await expectUsageError(
        ['--data', await newFolder(), '--port', `${port}`],
        new RegExp(`${port}.*taken`),
      );
    },
    limit,
  );

  test.each(['/etc/passwd/data', '/proc/data'])(
    'a data folder that cannot be: %s',
    (data) => expectUsageError(['--data', data], /cannot be used/),
    limit,
  );

  test.each(['simulation.json', 'gateway.sqlite'])(
    'a %s that is none',
    async (name) => {
      const data = await newFolder();
      await writeFile(join(data, name), 'neither JSON nor SQLite\n');
      await expectUsageError(['--data', data], new RegExp(name.replace('.', '\\.')));
    },
    limit,
  );

  test(
    'a log that cannot be written',
    async () => {
      const data = await newFolder();
      await mkdir(join(data, 'simulation.log'));
      await expectUsageError(['--data', data], /simulation\.log cannot be written/);
    },
    limit,
  );

  test(
    'a folder that another start uses',
    async () => {
      const data = await newFolder();
      const other = npmStart('--data', data);
      await other.shows(/read-only login/);
      await expectUsageError(['--data', data], /another process works on this data/);
    },
    limit,
  );
});

test(
  'the usual port is taken: a free one is used; --json prints one object',
  async () => {
    await takenPort(1883).catch(() => 'taken by another program, which is as good');
    const ended = await end(npmStart('--data', await newFolder(), ...quickly, '--json'));
    expect(ended.status).toBe(0);
    const { ok, broker } = reportOf(ended);
    expect(ok).toBe(true);
    expect(broker.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
    expect(broker.url).not.toMatch(/:1883$/);
  },
  limit,
);
