import { columns } from '../../gateway/gateway.ts';
import type { Hunted } from './hunt.ts';

/** One line for each mutant, and what is wrong with the hunt. */
export function huntText(hunted: readonly Hunted[]): string {
  const rows = hunted.map(({ mutant, fate, finding, reason, seconds }) => [
    fate === 'found' ? 'found' : fate.toUpperCase(),
    mutant,
    finding === null ? reason : `by seed ${finding.seed}: ${finding.check}: ${finding.detail}`,
    `${seconds.toFixed(0)} s`,
  ]);
  const found = hunted.filter(({ fate }) => fate === 'found').length;
  return `${columns(rows)}\n\n${found} of ${hunted.length} mutants found\n`;
}
