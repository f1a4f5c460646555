import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fasterCycle } from '../../../simulator/car/cycles/faster.ts';
import { udds } from '../../../simulator/car/cycles/udds.ts';

test('a faster cycle is the same way in less time, at so much more speed', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.nat(udds.durationMs), (factor, atMs) => {
      const faster = fasterCycle(udds, factor);
      expect(faster.millimetres(atMs / factor)).toBeCloseTo(udds.millimetres(atMs), -1);
      expect(faster.hundredthsKmPerHour(atMs / factor)).toBeCloseTo(
        udds.hundredthsKmPerHour(atMs) * factor,
        -1.5,
      );
      expect(faster.millimetres(faster.durationMs)).toBe(udds.lengthMillimetres);
    }),
  );
});

test('the same speed is the same cycle', () => {
  expect(fasterCycle(udds, 1)).toBe(udds);
});
