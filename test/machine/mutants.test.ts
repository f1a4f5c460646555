import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { run } from './program.ts';

vi.setConfig({ testTimeout: 240_000 });

const script = 'simulator/main.ts';
const report = z.object({
  mutants: z.array(
    z.object({ mutant: z.string(), fate: z.string(), finding: z.object({ check: z.string() }).nullable() }),
  ),
});

test('mistakes that are built into copies of the sources are found, each by a check', async () => {
  const names = ['journal-left-out-of-key', 'refused-token-pulses-relay', 'window-not-resumed'];
  const { status, out } = await run(script, ['mutants', ...names, '--seeds', '1..40', '--json']);
  const { mutants } = report.parse(JSON.parse(out));
  expect(mutants.map(({ mutant, fate }) => [mutant, fate])).toEqual(names.map((name) => [name, 'found']));
  expect(status).toBe(0);
});

test('a mutant that no seed finds lives, and the exit status says so', async () => {
  const { status, out } = await run(script, [
    'mutants',
    'loss-notice-ignored',
    '--scenario',
    'city',
    '--cars',
    '1',
    '--seeds',
    '1',
  ]);
  expect(out).toMatch(/^LIVES +loss-notice-ignored/);
  expect(status).toBe(1);
});

test('an unknown mutant is answered with one line and exit status 2', async () => {
  const { status, out, err } = await run(script, ['mutants', 'nothing-of-the-kind']);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/^ritmeter-sim: no mutant nothing-of-the-kind; there are card-state-not-persisted, /);
});
