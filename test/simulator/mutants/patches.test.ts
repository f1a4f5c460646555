import { expect, test } from 'vitest';
import { readMutants, readSource } from '../../../simulator/adapters/mutant-files.ts';
import { mutated } from '../../../simulator/mutants/mutant.ts';

const mutants = readMutants();

test('there are mutants for eleven mistakes that the simulation must find', () => {
  expect(mutants.map(({ name }) => name)).toEqual([
    'card-state-not-persisted',
    'fsync-left-out',
    'journal-left-out-of-key',
    'link-not-checked',
    'lock-not-read-back',
    'loss-notice-ignored',
    'order-by-wall-time',
    'receipt-before-commit',
    'refused-token-pulses-relay',
    'torn-tail-not-cut',
    'window-not-resumed',
  ]);
});

test.each(mutants)('$name applies to the sources as they are: $about', (mutant) => {
  const changed = [...mutated(mutant, readSource)];
  expect(changed.length).toBeGreaterThan(0);
  for (const [path, source] of changed) expect(source).not.toBe(readSource(path));
});
