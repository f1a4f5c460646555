import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cycle, createCycle } from '../../../simulator/car/cycles/cycle.ts';
import { hwfet } from '../../../simulator/car/cycles/hwfet.ts';
import { nedc } from '../../../simulator/car/cycles/nedc.ts';
import { udds } from '../../../simulator/car/cycles/udds.ts';
import { us06 } from '../../../simulator/car/cycles/us06.ts';
import { wltcClass3b } from '../../../simulator/car/cycles/wltc-class3b.ts';

/** Official lengths in kilometres, durations in seconds, top speeds in km/h. */
const official: readonly (readonly [Cycle, number, number, number])[] = [
  [wltcClass3b, 23.266, 1800, 131.3],
  [udds, 11.99, 1369, 91.25],
  [hwfet, 16.51, 765, 96.4],
  [us06, 12.89, 600, 129.23],
  [nedc, 11.013, 1179, 120],
];

describe.each(official)('$name', (cycle, kilometres, seconds, topSpeed) => {
  test('has its official length within 0.05 %, its duration and its top speed', () => {
    expect(Math.abs(cycle.lengthMillimetres / 1e6 / kilometres - 1)).toBeLessThan(0.0005);
    expect(cycle.durationMs).toBe(seconds * 1000);
    const speeds = Array.from({ length: seconds }, (_, second) => cycle.hundredthsKmPerHour(second * 1000));
    expect(Math.max(...speeds)).toBe(Math.round(topSpeed * 100));
  });

  test('goes forwards only, never faster than its top speed, and stays where it ends', () => {
    const time = fc.nat({ max: cycle.durationMs });
    fc.assert(
      fc.property(time, fc.nat(5000), (from, step) => {
        const driven = cycle.millimetres(from + step) - cycle.millimetres(from);
        expect(driven).toBeGreaterThanOrEqual(0);
        expect(driven).toBeLessThanOrEqual((step * topSpeed) / 3.6 + 1);
      }),
    );
    expect(cycle.millimetres(cycle.durationMs + 1e9)).toBe(cycle.lengthMillimetres);
  });
});

test('between two seconds speed is linear: 36 km/h in one second is 5 m, and 1.25 m at half of it', () => {
  const cycle = createCycle('ramp', [0, 3600, 0]);
  expect(cycle.hundredthsKmPerHour(500)).toBe(1800);
  expect([500, 1000, 1500, 2000].map(cycle.millimetres)).toEqual([1250, 5000, 8750, 10_000]);
});

test('a cycle that does not start and end at rest is refused', () => {
  for (const speeds of [[], [0], [0, 100], [100, 0]])
    expect(() => createCycle('x', speeds)).toThrow(RangeError);
});
