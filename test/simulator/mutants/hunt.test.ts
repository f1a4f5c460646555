import { describe, expect, test } from 'vitest';
import { type Finding, type Hunter, hunt } from '../../../simulator/mutants/hunt.ts';

const mutant = { name: 'some-mistake', about: 'A mistake.', patch: '' };
const finding: Finding = { seed: 7, check: 'no-loss', detail: 'car-0001: 5 records written, 4 stored' };

const hunter = (changes: Partial<Hunter>): Hunter => ({
  overMutant: async () => finding,
  overSources: async () => null,
  skips: () => {},
  now: () => 0,
  ...changes,
});

describe('a mutant', () => {
  test('is found where a seed fails with it and holds without', async () => {
    const asked: number[] = [];
    const overSources = async (seed: number) => {
      asked.push(seed);
      return null;
    };
    expect(await hunt(hunter({ overSources }), mutant, 1)).toMatchObject({ fate: 'found', finding });
    expect(asked).toEqual([7]);
  });

  test('lives where every seed holds', async () => {
    expect(await hunt(hunter({ overMutant: async () => null }), mutant, 1)).toMatchObject({
      fate: 'lives',
      finding: null,
    });
  });

  test('is hunted on where the seed that fails with it fails without it as well, which is told', async () => {
    const asked: number[] = [];
    const skipped: string[] = [];
    const overMutant = async (_: unknown, from: number) => {
      asked.push(from);
      return from > 7 ? { ...finding, seed: 12 } : finding;
    };
    const overSources = async (seed: number) => (seed === 7 ? finding : null);
    const skips = ({ name }: { name: string }, { seed, check }: Finding) =>
      void skipped.push(`${name} ${seed} ${check}`);
    const hunted = await hunt(hunter({ overMutant, overSources, skips }), mutant, 1);
    expect(hunted).toMatchObject({ fate: 'found', finding: { seed: 12 }, skipped: [7] });
    expect({ asked, skipped }).toEqual({ asked: [1, 8], skipped: ['some-mistake 7 no-loss'] });
  });

  test('whose patch no longer applies is stale, with the reason', async () => {
    const overMutant = () => Promise.reject(new Error('x.ts has changed there'));
    expect(await hunt(hunter({ overMutant }), mutant, 1)).toMatchObject({
      fate: 'stale',
      reason: 'x.ts has changed there',
    });
  });
});
