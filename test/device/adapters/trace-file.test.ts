import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { traceFile } from '../../../device/adapters/trace-file.ts';

test('a file that takes no more ends the trace, told once, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const told: string[] = [];
  const { trace, close } = traceFile(join(folder, 'trace'), (reason) => told.push(reason));
  trace({ at: 0, wrote: 'ATI\r' });
  close();
  for (let at = 1; at < 4; at++) trace({ at, wrote: 'ATI\r' });
  expect(told).toEqual([expect.stringContaining('EBADF')]);
});
