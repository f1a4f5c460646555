import { type Milliseconds, milliseconds } from '../../protocol/units.ts';

const least = 1_000;
const most = 300_000;

/** Pause before the next attempt: doubling from 1 s to 5 min, of which a random half to whole (D13). */
export function backoff(failures: number, fraction: number): Milliseconds {
  const full = Math.min(most, least * 2 ** Math.min(failures, 20));
  return milliseconds(Math.round(full / 2 + (full / 2) * fraction));
}
