import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Clock, Timers } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, epochMilliseconds, milliseconds } from '../../protocol/units.ts';

/** A clock that stands still until the test moves it. */
export interface ManualClock {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Moves both clocks on, running what falls due in order; promises settle before, between and after. */
  advance(byMilliseconds: number): Promise<void>;
  /** Lets the wall clock step without elapsed time passing. */
  setWall(wall: EpochMilliseconds): void;
  /** How many timers are waiting. */
  pending(): number;
}

interface Waiting {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** More timers than this in one `advance` is a loop that never ends. */
const mostTimersPerAdvance = 1_000_000;

/** Clock and timers on virtual time. Elapsed time starts at 0, wall time at `wall` (2026-06-01T06:00:00Z). */
export function createManualClock(options: { wall?: number } = {}): ManualClock {
  let elapsed = 0;
  let wallAtStart = options.wall ?? Date.UTC(2026, 5, 1, 6);
  const waiting = new Set<Waiting>();

  const earliest = (): Waiting | undefined => {
    let first: Waiting | undefined;
    for (const timer of waiting) if (first === undefined || timer.dueAt < first.dueAt) first = timer;
    return first;
  };

  const runUntil = async (end: number): Promise<void> => {
    for (let ran = 0; ran < mostTimersPerAdvance; ran++) {
      const next = earliest();
      if (next === undefined || next.dueAt > end) return;
      waiting.delete(next);
      elapsed = Math.max(elapsed, next.dueAt);
      next.callback();
      await eventLoopTurn();
    }
    throw new Error(`more than ${mostTimersPerAdvance} timers before ${end} ms`);
  };

  return {
    clock: {
      elapsed: () => milliseconds(elapsed),
      wall: () => epochMilliseconds(wallAtStart + elapsed),
    },
    timers: {
      after(delay, callback) {
        const timer = { dueAt: elapsed + delay, callback };
        waiting.add(timer);
        return () => void waiting.delete(timer);
      },
    },
    async advance(byMilliseconds) {
      const end = elapsed + byMilliseconds;
      await eventLoopTurn();
      await runUntil(end);
      elapsed = end;
    },
    setWall(wall) {
      wallAtStart = wall - elapsed;
    },
    pending: () => waiting.size,
  };
}
