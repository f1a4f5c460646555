import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';

type End = Pick<Evidence, 'cars' | 'stored' | 'unsettled'>;

/** Some time after the last fault every car is on and has delivered everything, and everything is applied, closed and billed. */
export function convergence({ cars, stored, unsettled }: End, within: string): Check {
  const waiting = stored.filter(({ isWaiting }) => isWaiting);
  const faults = [
    ...cars.filter(({ isOn }) => !isOn).map(({ car }) => `${car} is not on`),
    ...cars
      .filter(({ isOn, isDelivered }) => isOn && !isDelivered)
      .map(({ car }) => `${car} has records without receipt`),
    ...waiting.map(
      ({ car, journal, seq }) => `${car}: record ${seq} of ${journal} waits for those before it`,
    ),
    ...unsettled,
  ];
  return checkOf('convergence', within, faults);
}
