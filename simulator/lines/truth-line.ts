import type { EpochMilliseconds } from '../../protocol/units.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import type { CarTruth } from '../car/truth.ts';

/** The truth about a car as one object of a JSON Lines stream; where it is stays untold. */
export const truthLine = (car: CarTruth, at: EpochMilliseconds, order: string | null) => ({
  type: 'truth',
  at: new Date(at).toISOString(),
  ...(order === null ? {} : { order }),
  odometerMetres: Math.floor(car.odometerMillimetres / 1000),
  shownOdometerMetres: shownOdometerMetres(car),
  kilometresPerHour: car.hundredthsKmPerHour / 100,
  fuelMillilitres: car.fuelMillilitres,
  driving: car.drive?.cycle.name ?? null,
  ignitionOn: car.ignitionOn,
  doorsClosed: car.doorsClosed,
  doorsLocked: car.doorsLocked,
  keyInHolder: car.keyInHolder,
  fuelCardInHolder: car.fuelCardInHolder,
  cableConnected: car.cableConnected,
  immobilised: car.immobilised,
});
