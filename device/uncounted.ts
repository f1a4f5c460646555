import type { FactOf } from '../protocol/messages/registry.ts';
import type { Clock } from '../protocol/runtime.ts';
import { isIntegral } from './distance/reading.ts';
import type { CarState } from './state/state.ts';

/** What a trip under way may have driven while the unit was down and the car itself counts nothing: unknown, not guessed (D9). */
export function uncounted(
  { trip, odometer, recordedAt }: CarState,
  clock: Clock,
): readonly FactOf<'stretch-unknown'>[] {
  const { source } = odometer;
  if (trip === null || recordedAt === null || !isIntegral(source)) return [];
  const now = clock.wall();
  return [
    { kind: 'stretch-unknown', startedAt: recordedAt, endedAt: now > recordedAt ? now : recordedAt, source },
  ];
}
