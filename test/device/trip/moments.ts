import type { Moment } from '../../../device/trip/trip.ts';
import { epochMilliseconds, metres, milliseconds } from '../../../protocol/units.ts';

const bootedAt = Date.UTC(2026, 5, 1, 6);

/** So many seconds after boot, so many metres on an odometer that began at 100 km; `rebased` of them were no driving. */
export const at = (seconds: number, driven: number, rebased = 0): Moment => ({
  elapsed: milliseconds(seconds * 1000),
  wallTime: epochMilliseconds(bootedAt + seconds * 1000),
  odometerMetres: metres(100_000 + driven + rebased),
  drivenMetres: 100_000 + driven,
});
