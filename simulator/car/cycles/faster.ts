import type { Cycle } from './cycle.ts';

/** The same way driven `factor` times as fast, in so much less time. */
export function fasterCycle(cycle: Cycle, factor: number): Cycle {
  if (factor === 1) return cycle;
  return {
    name: `${cycle.name} x${factor}`,
    durationMs: Math.ceil(cycle.durationMs / factor),
    lengthMillimetres: cycle.lengthMillimetres,
    hundredthsKmPerHour: (atMs) => Math.round(cycle.hundredthsKmPerHour(atMs * factor) * factor),
    millimetres: (atMs) => cycle.millimetres(atMs * factor),
  };
}
