import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';

/** Every queue and buffer kept to its bound, whatever the weather (D13). */
export function memory({ peaks }: Pick<Evidence, 'peaks'>): Check {
  const faults = peaks
    .filter(({ most, bound }) => most > bound)
    .map(({ what, most, bound }) => `${what}: ${most}, at most ${bound} allowed`);
  return checkOf(
    'memory',
    peaks.map(({ what, most, bound }) => `${what} ${most} of ${bound}`).join(', '),
    faults,
  );
}
