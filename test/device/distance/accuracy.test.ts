import { describe, expect, test } from 'vitest';
import { udds } from '../../../simulator/car/cycles/udds.ts';
import { worstError } from '../../support/odometer-error.ts';

describe('a distance against the truth (D9)', () => {
  test('by A6 is within 100 m at each end', async () => {
    expect((await worstError('pid-a6', udds, 1, 2)).metres).toBeLessThanOrEqual(200);
  });

  test('by PID 31 is within 1 km at each end', async () => {
    expect((await worstError('pid-31', udds, 1, 2)).metres).toBeLessThanOrEqual(2_000);
  });

  test.each(['speed', 'speed-rounded'] as const)('by %s alone is within 1 %', async (source) => {
    const { percent } = await worstError(source, udds, 1, 1);
    expect(percent).toBeLessThanOrEqual(1);
    expect(percent).toBeGreaterThan(0);
  });
});
