import { expect, test } from 'vitest';
import { z } from 'zod';
import { run } from '../program.ts';

const report = z.strictObject({
  seed: z.literal(3),
  options: z.strictObject({
    seed: z.literal(3),
    cars: z.literal(2),
    days: z.literal(1),
    faults: z.record(z.string(), z.record(z.string(), z.unknown()).nullable()),
  }),
  traceHash: z.string().regex(/^[0-9a-f]{64}$/),
  cars: z.array(z.object({ car: z.string(), truth: z.object({}), result: z.object({}) })).length(2),
  checks: z.array(z.object({ name: z.string(), ok: z.literal(true), detail: z.string() })),
});

test('two processes give the same report on the same seed, byte for byte; another seed another (D12)', async () => {
  const storm = (seed: number) =>
    run('simulator/main.ts', ['run', 'storm', '--seed', `${seed}`, '--cars', '2', '--days', '1', '--json']);
  const [one, other, third] = await Promise.all([storm(3), storm(3), storm(4)]);
  expect([one.status, other.status, third.status]).toEqual([0, 0, 0]);
  expect(other.out).toBe(one.out);
  expect(third.out).not.toBe(one.out);
  expect(report.parse(JSON.parse(one.out)).checks.map(({ name }) => name)).toEqual([
    'no-loss',
    'no-duplicate',
    'order',
    'priced-once',
    'kilometres',
    'no-unlock-without-right',
    'doors-as-told',
    'receipt-after-commit',
    'memory',
    'convergence',
    'card-custody',
  ]);
}, 120_000);

test('a scenario that must be put right is told in one line, and is exit status 2', async () => {
  const { status, out, err } = await run('simulator/main.ts', ['run', 'hail']);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/^ritmeter-sim: no scenario hail; there are .*city.*storm[^\n]*$/);
});
