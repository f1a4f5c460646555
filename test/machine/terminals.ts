import { readdir, readFile } from 'node:fs/promises';
import { kill } from 'node:process';
import { onTestFinished } from 'vitest';
import { openTerminals } from '../../simulator/lines/adapters/terminals.ts';
import type { Terminals } from '../../simulator/lines/ports.ts';
import { emptyFolder } from './bench.ts';

/** Pseudo-terminals that are gone after the test. */
export async function someTerminals(folder?: string): Promise<Terminals> {
  const terminals = await openTerminals(folder ?? (await emptyFolder()), () => {});
  onTestFinished(() => terminals.close());
  return terminals;
}

/** Pulls an adapter out: kills the socat that makes this terminal. */
export async function pullOut(terminal: string): Promise<void> {
  for (const process of await readdir('/proc')) {
    const command = /^\d+$/.test(process)
      ? await readFile(`/proc/${process}/cmdline`, 'utf8').catch(() => '')
      : '';
    if (command.startsWith('socat\0') && command.includes(terminal)) kill(Number(process), 'SIGKILL');
  }
}
