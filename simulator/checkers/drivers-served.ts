import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';

/** Every driver got what the token gave a right to. */
export const driversServed = ({ rentals, failures }: Pick<Evidence, 'rentals' | 'failures'>): Check =>
  checkOf('drivers-served', `${rentals.length} rentals`, failures);
