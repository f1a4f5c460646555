import { epochMilliseconds } from '../../protocol/units.ts';
import { type SeededRandom, seededRandom } from '../../simulator/kernel/random.ts';
import { Scheduler } from '../../simulator/kernel/scheduler.ts';
import type { Settling } from '../../simulator/kernel/settling.ts';
import { Trace } from '../../simulator/kernel/trace.ts';

/** 2026-11-02T07:00:00Z. */
export const start = epochMilliseconds(1_793_602_800_000);

/** The kernel of a world, for tests. */
export function world(
  seed = 1,
  settling: Settling = 'touched',
): { scheduler: Scheduler; random: SeededRandom; trace: Trace } {
  const random = seededRandom(seed);
  return { scheduler: new Scheduler({ random, startsAt: start, settling }), random, trace: new Trace() };
}
