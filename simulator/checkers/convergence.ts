import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';
import { unfinishedTrials } from './settings.ts';

type End = Pick<Evidence, 'cars' | 'stored' | 'unsettled' | 'settings' | 'failures'>;

/**
 * Some time after the last fault every car is on and has delivered everything, and everything is applied, closed and billed;
 * and every driver got what the token gave a right to.
 */
export function convergence(evidence: End, within: string): Check {
  const { cars, stored, unsettled, failures } = evidence;
  const waiting = stored.filter(({ isWaiting }) => isWaiting);
  const faults = [
    ...failures,
    ...cars.filter(({ isOn }) => !isOn).map(({ car }) => `${car} is not on`),
    ...cars
      .filter(({ isOn, isDelivered }) => isOn && !isDelivered)
      .map(({ car }) => `${car} has records without receipt`),
    ...waiting.map(
      ({ car, journal, seq }) => `${car}: record ${seq} of ${journal} waits for those before it`,
    ),
    ...unfinishedTrials(evidence),
    ...unsettled,
  ];
  return checkOf('convergence', within, faults);
}
