import { expect, it } from 'vitest';
import { onAllCores } from '../simulation/on-all-cores.ts';
import type { Barrage, BarrageOutcome, Count } from './barrage.ts';
import { kinds } from './inputs.ts';

/** Other seeds: FUZZ_SEED=anything. */
const { FUZZ_SEED: seed = '5' } = process.env;
const barrages = 16;
const inputs = 62_500;

const total = (counts: readonly Count[]): Count =>
  counts.reduce((sum, { inputs, opened, checks }) => ({
    inputs: sum.inputs + inputs,
    opened: sum.opened + opened,
    checks: sum.checks + checks,
  }));

function table(byKind: ReadonlyMap<string, Count>): string {
  const rows = [...byKind, ['all', total([...byKind.values()])] as const].map(
    ([name, count]) =>
      `${name.padEnd(34)}${[count.inputs, count.opened, count.checks].map((n) => String(n).padStart(10)).join('')}`,
  );
  return [`${`seed ${seed}`.padEnd(34)}    inputs    opened    checks`, ...rows].join('\n');
}

it('a million inputs open a car only with a right, break nothing, and take bounded time and memory', async () => {
  const pieces = Array.from({ length: barrages }, (_, at): Barrage => ({ seed: `${seed}.${at}`, inputs }));
  const outcomes = await onAllCores<Barrage, BarrageOutcome>(
    new URL('./barrage-worker.ts', import.meta.url),
    pieces,
  );
  const byKind = new Map(
    kinds.map(({ name }) => [
      name,
      total(outcomes.map(({ counts }) => counts[name] ?? { inputs: 0, opened: 0, checks: 0 })),
    ]),
  );
  process.stdout.write(`${table(byKind)}\n`);
  expect(total([...byKind.values()]).inputs).toBe(1_000_000);
  expect(byKind.get('valid')?.opened).toBeGreaterThanOrEqual(10_000);
  expect(byKind.get('valid')?.opened).toBe(byKind.get('valid')?.inputs);
  expect([...byKind].filter(([, { opened }]) => opened > 0).map(([name]) => name)).toEqual([
    'sealed requests with other items',
    'valid',
  ]);
  expect(Math.max(...outcomes.map(({ slowestMilliseconds }) => slowestMilliseconds))).toBeLessThan(10_000);
  expect(Math.max(...outcomes.map(({ heapGrowthBytes }) => heapGrowthBytes))).toBeLessThan(200_000_000);
}, 600_000);
