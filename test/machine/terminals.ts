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
