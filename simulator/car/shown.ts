import { tellsOdometer } from './models.ts';
import { type CarTruth, engineTurns } from './truth.ts';

/** The largest count of PID 31; it stays there. */
const saturatedKilometres = 0xffff;

/** PID A6, and the dashboard: steps of 100 m, cut off. */
export const shownHectometres = ({ model, odometerMillimetres, clusterAheadMillimetres }: CarTruth): number =>
  Math.floor(
    (odometerMillimetres + (model.clusterCountsApart === true ? 0 : clusterAheadMillimetres)) / 100_000,
  );

/** What a cluster that counts by itself tells, in steps of 100 m: it came out of another car, whose wheels were larger by 2 %. */
export const shownApartMetres = ({ odometerMillimetres, clusterAheadMillimetres }: CarTruth): number =>
  Math.floor((odometerMillimetres * 1.02 + apartMillimetres + clusterAheadMillimetres) / 100_000) * 100;

const apartMillimetres = 31_234_500_000;

/** Tenths of a mile, cut off. */
export const shownTenthsOfMile = ({ odometerMillimetres, clusterAheadMillimetres }: CarTruth): number =>
  tenthsOfMile(odometerMillimetres + clusterAheadMillimetres);

const millimetresPerTenthOfMile = 160_934.4;
const tenthsOfMile = (millimetres: number): number => Math.floor(millimetres / millimetresPerTenthOfMile);

/** PID 31: whole kilometres since the codes were cleared, cut off. */
export const kilometresSinceClear = (car: CarTruth): number =>
  Math.min(saturatedKilometres, trueKilometresSinceClear(car));

const trueKilometresSinceClear = ({ odometerMillimetres, clearedAtMillimetres }: CarTruth): number =>
  Math.floor((odometerMillimetres - clearedAtMillimetres) / 1_000_000);

/** Whether nothing in the car tells its distance any more: only PID 31 did, and has come to its end. */
export const isCounterSaturated = (car: CarTruth): boolean =>
  !tellsOdometer(car.model) && kilometresSinceClear(car) === saturatedKilometres;

/**
 * The odometer as the car lets a device know it: A6, or for a car without it the metres at which the codes were
 * cleared and the whole kilometres since. A device that was given this value to begin with shows it ever after,
 * up to the age of its last reading, until the codes are cleared or the count comes to its end. Of a car whose instrument cluster was replaced, what the old
 * one would show.
 */
export function shownOdometerMetres(car: CarTruth): number {
  if (car.model.showsMiles === true)
    return Math.round((tenthsOfMile(car.odometerMillimetres) * millimetresPerTenthOfMile) / 1_000);
  if (tellsOdometer(car.model)) return Math.floor(car.odometerMillimetres / 100_000) * 100;
  return Math.floor(car.clearedAtMillimetres / 1000) + trueKilometresSinceClear(car) * 1000;
}

/** PID 2F: 255ths of a full tank. */
export const shownFuel255ths = (car: CarTruth): number =>
  Math.min(255, Math.round((car.fuelMillilitres * 255) / car.model.tankMillilitres));

/** PID 5B: 255ths of a full traction battery. */
export const shownCharge255ths = shownFuel255ths;

/** PID 0D. */
export const shownKilometresPerHour = ({ model, hundredthsKmPerHour }: CarTruth): number =>
  Math.min(255, Math.floor((hundredthsKmPerHour + (model.roundsSpeed === true ? 50 : 0)) / 100));

/** PID 0C before division by four: idling at 800, then 25 revolutions per km/h in a gear for each 40 km/h. */
export function shownEngineQuarterRevolutions(car: CarTruth): number {
  if (!engineTurns(car)) return 0;
  const gear = 1 + Math.floor(car.hundredthsKmPerHour / 4000);
  return (800 + Math.floor((car.hundredthsKmPerHour * 25) / (gear * 100))) * 4;
}
