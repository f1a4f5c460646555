import { expect, inject, test } from 'vitest';
import { timesOf } from '../bench/programs.ts';

/** Tests run beside others: the best of five is what the program takes. */
const runs = 5;

test('device and gateway are ready within a second, and end within a second', async () => {
  const times = await timesOf(runs, inject('packed').programs);
  const best = {
    gatewayStart: Math.min(...times.map(({ gatewayStart }) => gatewayStart)),
    deviceStart: Math.min(...times.map(({ deviceStart }) => deviceStart)),
    deviceStop: Math.min(...times.map(({ deviceStop }) => deviceStop)),
    gatewayStop: Math.min(...times.map(({ gatewayStop }) => gatewayStop)),
  };
  for (const milliseconds of Object.values(best))
    expect(milliseconds, JSON.stringify(best)).toBeLessThan(1_000);
}, 120_000);
