import { describe, expect, test } from 'vitest';
import { type Finding, type Hunter, hunt } from '../../../simulator/mutants/hunt.ts';

const mutant = { name: 'some-mistake', about: 'A mistake.', patch: '' };
const finding: Finding = { seed: 7, check: 'no-loss', detail: 'car-0001: 5 records written, 4 stored' };

const hunter = (changes: Partial<Hunter>): Hunter => ({
  overMutant: async () => finding,
  overSources: async () => null,
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
    expect(await hunt(hunter({ overSources }), mutant)).toMatchObject({ fate: 'found', finding });
    expect(asked).toEqual([7]);
  });

  test('lives where every seed holds', async () => {
    expect(await hunt(hunter({ overMutant: async () => null }), mutant)).toMatchObject({
      fate: 'lives',
      finding: null,
    });
  });

  test('is not found by a seed that fails without it as well', async () => {
    const { fate, reason } = await hunt(hunter({ overSources: async () => finding }), mutant);
    expect({ fate, reason }).toEqual({
      fate: 'unclear',
      reason: 'seed 7 fails without it as well: no-loss: car-0001: 5 records written, 4 stored',
    });
  });

  test('whose patch no longer applies is stale, with the reason', async () => {
    const overMutant = () => Promise.reject(new Error('x.ts has changed there'));
    expect(await hunt(hunter({ overMutant }), mutant)).toMatchObject({
      fate: 'stale',
      reason: 'x.ts has changed there',
    });
  });
});
