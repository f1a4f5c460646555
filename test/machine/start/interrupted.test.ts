import { describe, expect, test } from 'vitest';
import { localTime } from '../../../gateway/amounts.ts';
import { freePort } from '../../support/free-port.ts';
import { end, linesOf, newFolder, quickly, reportOfStart, start, type Terminal } from './newcomer.ts';
import { Observer } from './observer.ts';

const limit = 90_000;
const speed = ['--speed', '10000', '--cars', '5', '--port'] as const;

/** A start with rentals under way, as an observer sees them. */
async function inMidDay(data: string): Promise<Terminal> {
  const port = `${await freePort()}`;
  const terminal = start('--data', data, ...speed, port);
  const [, , name = '', password = ''] = await terminal.shows(
    /broker mqtt:\S+:(\d+), .* login (\S+) (\S+)\n/,
  );
  const observer = new Observer(port, name, password);
  await observer.sees('rental-opened', 3);
  return terminal;
}

describe('the next start works on, and its books add up', () => {
  test(
    'Ctrl-C in mid-run ends it within 5 s with status 130',
    async () => {
      const data = await newFolder();
      const terminal = await inMidDay(data);
      terminal.signal('SIGINT');
      const late = new AbortController();
      const status = await Promise.race([terminal.ended, secondsLater(5, late.signal)]);
      late.abort();
      expect(status).toBe(130);
      expect(linesOf(await end(terminal)).join('\n')).toMatch(
        /^stopped at 2026-06-01 \d\d:\d\d:\d\d; the next start on this data goes on with the next day$/,
      );
      await expectNextDay(data);
    },
    limit,
  );

  test(
    'SIGKILL in mid-run: open rentals are closed as abandoned',
    async () => {
      const data = await newFolder();
      const terminal = await inMidDay(data);
      terminal.signal('SIGKILL');
      await terminal.ended;
      const { statements } = await expectNextDay(data);
      expect(statements.flatMap(({ remarks }) => remarks)).toContain('abandoned');
    },
    limit,
  );

  test(
    'SIGKILL while the fleet is being enrolled',
    async () => {
      const data = await newFolder();
      const terminal = start('--data', data, ...quickly);
      await terminal.shows(/read-only login/);
      terminal.signal('SIGKILL');
      await terminal.ended;
      const { ok, statements } = await reportOfStart(data);
      expect([ok, statements.length > 0]).toEqual([true, true]);
    },
    limit,
  );
});

async function expectNextDay(data: string) {
  const report = await reportOfStart(data, '--cars', '5');
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(report.statements.some(({ openedAt }) => localTime(openedAt).startsWith('2026-06-02'))).toBe(true);
  expect(report.statements.some(({ openedAt }) => localTime(openedAt).startsWith('2026-06-03'))).toBe(false);
  return report;
}

const secondsLater = (seconds: number, signal: AbortSignal): Promise<'too late'> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve('too late'), seconds * 1000);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
