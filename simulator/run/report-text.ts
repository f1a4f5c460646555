import { columns } from '../../gateway/gateway.ts';
import { proofText } from '../report/proof.ts';
import type { VirtualRunReport } from './virtual.ts';

/** A run in virtual time as a person reads it. */
export function runText({ cars, checks, traceHash, statements }: VirtualRunReport): string {
  const verdicts = checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'FAILED', name, detail]);
  const parts = [proofText(cars), columns(verdicts), `${statements.length} statements; trace ${traceHash}`];
  return parts.map((part) => `${part}\n`).join('\n');
}
