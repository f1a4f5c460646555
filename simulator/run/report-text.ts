import { columns } from '../../gateway/gateway.ts';
import { proofsOf } from '../report/outcome.ts';
import { proofText } from '../report/proof.ts';
import type { VirtualRunReport } from './virtual.ts';

/** A run in virtual time as a person reads it. */
export function runText({ cars, checks, traceHash }: VirtualRunReport): string {
  const statements = cars.flatMap(({ result }) => result.statements);
  const verdicts = checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'FAILED', name, detail]);
  const parts = [
    proofText(proofsOf(cars)),
    columns(verdicts),
    `${statements.length} statements; trace ${traceHash}`,
  ];
  return parts.map((part) => `${part}\n`).join('\n');
}

/** What a run is about to suffer. */
export function faultsText(drawn: VirtualRunReport['options']['faults']): string {
  const rows = Object.entries(drawn).map(([name, values]) => [
    name,
    values === null ? 'off' : Object.entries(values).map(valueText).join('  '),
  ]);
  return rows.length === 0 ? '' : `${columns([['fault', 'as drawn'], ...rows])}\n\n`;
}

const valueText = ([name, value]: readonly [string, unknown]): string =>
  `${name} ${typeof value === 'number' ? Number(value.toPrecision(3)) : String(value)}`;
