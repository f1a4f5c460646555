import { between, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { ChainState, Track } from './chain-state.ts';

/** A source that has been silent for so long is lost. */
export const lostAfterMilliseconds = 35_000;
const never = milliseconds(0);

/** Whether the source in use has said nothing while another was heard. */
export const isSilent = (
  { odometer, startedAt }: ChainState,
  { at = never, heardSince = at }: Track,
): boolean => between(Math.max(odometer.readAt ?? startedAt ?? at, heardSince), at) > lostAfterMilliseconds;

/** Readings come, but none that counts on; a source that nobody has asked since the car was parked does not stand still. */
export const hasNotCounted = ({ odometer, movedAt, startedAt }: ChainState, now: Milliseconds): boolean =>
  odometer.readAt !== undefined &&
  between(odometer.readAt, now) <= lostAfterMilliseconds &&
  between(movedAt ?? startedAt ?? now, now) > lostAfterMilliseconds;
