import { readScenario } from '../../simulator/adapters/scenario-file.ts';
import type { Growth } from '../../simulator/fleet/roster.ts';

/** Growth to so many everyday cars with two drivers each. */
export const growthTo = (cars: number): Growth => ({
  cars,
  driversPerCar: 2,
  fleet: readScenario('everyday').fleet,
});
