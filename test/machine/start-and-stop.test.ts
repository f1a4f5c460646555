import { expect, inject, test } from 'vitest';
import { type Times, timesOf } from '../bench/programs.ts';

/** Tests run beside others that want the processors: a program is as fast as it was once. */
const mostRuns = 20;
const withinMilliseconds = 1_000;

const best = (times: readonly Times[]) => ({
  gatewayStart: Math.min(...times.map(({ gatewayStart }) => gatewayStart)),
  deviceStart: Math.min(...times.map(({ deviceStart }) => deviceStart)),
  deviceStop: Math.min(...times.map(({ deviceStop }) => deviceStop)),
  gatewayStop: Math.min(...times.map(({ gatewayStop }) => gatewayStop)),
});

const isFast = (times: readonly Times[]): boolean =>
  Object.values(best(times)).every((milliseconds) => milliseconds < withinMilliseconds);

test('device and gateway are ready within a second, and end within a second', async () => {
  const times = await timesOf(mostRuns, { programs: inject('packed').programs, isEnough: isFast });
  expect(isFast(times), JSON.stringify(best(times))).toBe(true);
}, 120_000);
