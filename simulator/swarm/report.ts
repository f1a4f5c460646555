import { columns } from '../../gateway/gateway.ts';
import type { FailingSeed } from './failing-seed.ts';
import type { SeedRange } from './seeds.ts';

/** What came of a swarm. */
export interface SwarmReport {
  readonly scenario: string;
  readonly cars: number;
  readonly days: number;
  readonly seeds: SeedRange;
  /** Fewer than there are seeds where it was interrupted or stopped at a failure. */
  readonly run: number;
  readonly failing: readonly FailingSeed[];
  readonly seconds: number;
  readonly seedsPerMinute: number;
  readonly interrupted: boolean;
}

/** A swarm's outcome as a person reads it. */
export function swarmText({ failing, run, seconds, seedsPerMinute, interrupted }: SwarmReport): string {
  const parts = failing.map(failingText);
  const verdict = failing.length === 0 ? 'every check holds' : `${failing.length} of them fail`;
  const end = interrupted ? 'interrupted; ' : '';
  const pace = `${seconds.toFixed(0)} s, ${seedsPerMinute.toFixed(0)} seeds a minute`;
  return [...parts, `${end}${run} seeds: ${verdict} (${pace})\n`].join('\n');
}

function failingText({ seed, checks, command, car, lastEvents }: FailingSeed): string {
  const lines = [
    `seed ${seed} FAILS`,
    columns(checks.map(({ name, detail }) => [`  ${name}`, detail])),
    `  repeat it: ${command}`,
    ...(car === null || lastEvents.length === 0 ? [] : [`  last events of ${car}:`]),
    ...lastEvents.map((line) => `    ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}
