import type { Cycle } from './cycles/cycle.ts';
import type { CarModel } from './models.ts';

/** A drive under way: one cycle, driven `laps` times without a break. */
export interface Drive {
  readonly cycle: Cycle;
  readonly laps: number;
  readonly startedAtMs: number;
}

/** The physical car as it is at `atMs`; times are elapsed time of the world. */
export interface CarTruth {
  readonly model: CarModel;
  readonly atMs: number;
  readonly odometerMillimetres: number;
  /** As much of the odometer as nobody drove. */
  readonly towedMillimetres: number;
  /** What the instrument cluster shows beyond the odometer: another was built in. */
  readonly clusterAheadMillimetres: number;
  /** Odometer when the trouble codes were last cleared (PID 31). */
  readonly clearedAtMillimetres: number;
  readonly fuelMillilitres: number;
  readonly batteryMillivolts: number;
  /** By how much the battery is below what its age parked makes of it, until the engine charges it. */
  readonly drainedMillivolts: number;
  readonly hundredthsKmPerHour: number;
  readonly ignitionOn: boolean;
  /** Of the last change of the ignition. */
  readonly ignitionChangedAtMs: number;
  /** What the odometer had counted then. */
  readonly ignitionChangedAtMillimetres: number;
  readonly doorsClosed: boolean;
  readonly doorsLocked: boolean;
  readonly windowsClosed: boolean;
  readonly lightsOff: boolean;
  readonly keyInHolder: boolean;
  readonly fuelCardInHolder: boolean;
  readonly immobilised: boolean;
  /** Between car and charger; the battery of 12 V is charged as well, then. */
  readonly cableConnected: boolean;
  /** What was in the battery when the cable was put in, and when that was. */
  readonly atCable: { readonly atMs: number; readonly fuelMillilitres: number } | undefined;
  readonly drive: Drive | undefined;
  /** At `drive.startedAtMs`, from which everything is counted so that no rounding adds up. */
  readonly atDriveStart: { readonly odometerMillimetres: number; readonly fuelMillilitres: number };
}

/** What happens to a car. */
export type CarEvent =
  | { readonly kind: 'ignition-turned'; readonly on: boolean }
  | { readonly kind: 'drive-started'; readonly cycle: Cycle; readonly laps: number }
  /** Comes to a stop at once, wherever in the cycle it is. */
  | { readonly kind: 'drive-stopped' }
  | { readonly kind: 'doors-opened' }
  | { readonly kind: 'doors-closed' }
  | { readonly kind: 'locked'; readonly locked: boolean }
  /** Power windows: with the ignition on. */
  | { readonly kind: 'windows-moved'; readonly closed: boolean }
  | { readonly kind: 'lights-switched'; readonly off: boolean }
  | { readonly kind: 'immobiliser-set'; readonly immobilised: boolean }
  | { readonly kind: 'key-moved'; readonly inHolder: boolean }
  | { readonly kind: 'fuel-card-moved'; readonly inHolder: boolean }
  | { readonly kind: 'cable-moved'; readonly connected: boolean }
  /** Lights left on, or a charger (a negative drain). */
  | { readonly kind: 'battery-drained'; readonly millivolts: number }
  /** As much of it as the tank takes. */
  | { readonly kind: 'refuelled'; readonly millilitres: number }
  /** Somebody without a right empties the tank down to so much. */
  | { readonly kind: 'siphoned'; readonly leftMillilitres: number }
  | { readonly kind: 'codes-cleared' }
  /** The cluster that is built in shows another odometer from now on, by so much. */
  | { readonly kind: 'cluster-replaced'; readonly millimetres: number }
  /** Pulled along on its wheels, the ignition off. */
  | { readonly kind: 'towed'; readonly millimetres: number };

/** What differs from car to car at the beginning. */
export interface InitialCar {
  readonly model: CarModel;
  readonly odometerMetres: number;
  /** Distance since the codes were cleared; at most the odometer. */
  readonly clearedMetresAgo: number;
  readonly fuelMillilitres: number;
}

const parkedMillivolts = 12_600;
const chargingMillivolts = 14_200;
const haltMillivolts = 12_300;
const parkedMillivoltsPerDay = 10;
const leastMillivolts = 11_500;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A car parked and locked, with key and fuel card in their holders, for an hour at elapsed time 0. */
export function parkedCar(initial: InitialCar): CarTruth {
  const odometerMillimetres = initial.odometerMetres * 1000;
  const { fuelMillilitres } = initial;
  return {
    model: initial.model,
    atMs: 0,
    odometerMillimetres,
    towedMillimetres: 0,
    clusterAheadMillimetres: 0,
    clearedAtMillimetres: odometerMillimetres - initial.clearedMetresAgo * 1000,
    fuelMillilitres,
    batteryMillivolts: parkedMillivolts,
    drainedMillivolts: 0,
    hundredthsKmPerHour: 0,
    ignitionOn: false,
    ignitionChangedAtMs: -hourMs,
    ignitionChangedAtMillimetres: odometerMillimetres,
    doorsClosed: true,
    doorsLocked: true,
    windowsClosed: true,
    lightsOff: true,
    keyInHolder: true,
    fuelCardInHolder: true,
    immobilised: true,
    cableConnected: false,
    atCable: undefined,
    drive: undefined,
    atDriveStart: { odometerMillimetres, fuelMillilitres },
  };
}

/** What a drive changes all the time. */
type Moved = Pick<CarTruth, 'odometerMillimetres' | 'hundredthsKmPerHour'>;

/** The car at a later time, if nothing happens to it in between; takes the same time whatever the distance. */
export function advance(car: CarTruth, toMs: number): CarTruth {
  if (toMs <= car.atMs) return car;
  if (car.drive === undefined)
    return {
      ...car,
      atMs: toMs,
      batteryMillivolts: batteryAt(car, toMs),
      fuelMillilitres: charged(car, toMs),
    };
  const { cycle, laps, startedAtMs } = car.drive;
  const drivenMs = toMs - startedAtMs;
  const lap = Math.min(Math.floor(drivenMs / cycle.durationMs), laps);
  const inLapMs = lap === laps ? 0 : drivenMs - lap * cycle.durationMs;
  const millimetres = lap * cycle.lengthMillimetres + cycle.millimetres(inLapMs);
  const burntMillilitres = Math.floor(
    (millimetres * car.model.fuelMillilitresPer100Kilometres) / 100_000_000,
  );
  const moved: Moved = {
    odometerMillimetres: car.atDriveStart.odometerMillimetres + millimetres,
    hundredthsKmPerHour: cycle.hundredthsKmPerHour(inLapMs),
  };
  return {
    ...car,
    odometerMillimetres: moved.odometerMillimetres,
    hundredthsKmPerHour: moved.hundredthsKmPerHour,
    atMs: toMs,
    batteryMillivolts: batteryAt(car, toMs, moved),
    fuelMillilitres: Math.max(0, car.atDriveStart.fuelMillilitres - burntMillilitres),
    drive: lap === laps ? undefined : car.drive,
  };
}

function charged({ model, atCable, fuelMillilitres }: CarTruth, toMs: number): number {
  if (atCable === undefined) return fuelMillilitres;
  const perHour = model.chargedMillilitresPerHour ?? 0;
  const loaded = Math.floor(((toMs - atCable.atMs) * perHour) / hourMs);
  return Math.min(model.tankMillilitres, atCable.fuelMillilitres + loaded);
}

/** The car after an event at `car.atMs`; the event is refused where it cannot be. */
export function happen(car: CarTruth, event: CarEvent): CarTruth {
  switch (event.kind) {
    case 'ignition-turned':
      return turned(car, event.on);
    case 'drive-started':
      return started(car, event.cycle, event.laps);
    case 'drive-stopped':
      return { ...car, drive: undefined, hundredthsKmPerHour: 0 };
    case 'doors-opened':
      return car.doorsLocked ? car : { ...car, doorsClosed: false };
    case 'doors-closed':
      return { ...car, doorsClosed: true };
    case 'locked':
      return event.locked && !car.doorsClosed ? car : { ...car, doorsLocked: event.locked };
    case 'windows-moved':
      return car.ignitionOn ? { ...car, windowsClosed: event.closed } : car;
    case 'lights-switched':
      return { ...car, lightsOff: event.off };
    case 'immobiliser-set':
      return { ...car, immobilised: event.immobilised };
    case 'key-moved':
      return { ...car, keyInHolder: event.inHolder };
    case 'fuel-card-moved':
      return { ...car, fuelCardInHolder: event.inHolder };
    case 'cable-moved':
      return cableMoved(car, event.connected);
    case 'battery-drained':
      return drained(car, event.millivolts);
    case 'refuelled':
      return refuelled(car, event.millilitres);
    case 'siphoned':
      return siphoned(car, event.leftMillilitres);
    case 'codes-cleared':
      return { ...car, clearedAtMillimetres: car.odometerMillimetres };
    case 'cluster-replaced':
      return clusterReplaced(car, event.millimetres);
    case 'towed':
      return towed(car, event.millimetres);
    default:
      return event satisfies never;
  }
}

function turned(car: CarTruth, on: boolean): CarTruth {
  if (on === car.ignitionOn || (on && (car.immobilised || car.keyInHolder))) return car;
  const turnedCar = {
    ...car,
    ignitionOn: on,
    ignitionChangedAtMs: car.atMs,
    ignitionChangedAtMillimetres: car.odometerMillimetres,
    drainedMillivolts: 0,
  };
  const batteryMillivolts = batteryAt(turnedCar, car.atMs);
  return { ...turnedCar, batteryMillivolts, drive: undefined, hundredthsKmPerHour: 0 };
}

function started(car: CarTruth, cycle: Cycle, laps: number): CarTruth {
  if (!car.ignitionOn || car.cableConnected || car.drive !== undefined) return car;
  const { odometerMillimetres, fuelMillilitres } = car;
  return {
    ...car,
    drive: { cycle, laps, startedAtMs: car.atMs },
    atDriveStart: { odometerMillimetres, fuelMillilitres },
  };
}

function refuelled(car: CarTruth, millilitres: number): CarTruth {
  if (car.drive !== undefined) return car;
  const fuelMillilitres = Math.min(car.model.tankMillilitres, car.fuelMillilitres + millilitres);
  return {
    ...car,
    fuelMillilitres,
    atCable: car.atCable === undefined ? undefined : { atMs: car.atMs, fuelMillilitres },
  };
}

function siphoned(car: CarTruth, leftMillilitres: number): CarTruth {
  if (car.ignitionOn || car.model.chargedMillilitresPerHour !== undefined) return car;
  return { ...car, fuelMillilitres: Math.min(car.fuelMillilitres, leftMillilitres) };
}

function drained(car: CarTruth, millivolts: number): CarTruth {
  const drainedCar = { ...car, drainedMillivolts: Math.max(0, car.drainedMillivolts + millivolts) };
  return { ...drainedCar, batteryMillivolts: batteryAt(drainedCar, car.atMs) };
}

/** No car drives with its cable in. */
function cableMoved(car: CarTruth, cableConnected: boolean): CarTruth {
  if (cableConnected && car.drive !== undefined) return car;
  const { atMs, fuelMillilitres } = car;
  const moved = { ...car, cableConnected, atCable: cableConnected ? { atMs, fuelMillilitres } : undefined };
  return { ...moved, batteryMillivolts: batteryAt(moved, car.atMs) };
}

function clusterReplaced(car: CarTruth, millimetres: number): CarTruth {
  if (car.ignitionOn) return car;
  const clusterAheadMillimetres = car.clusterAheadMillimetres + millimetres;
  return car.odometerMillimetres + clusterAheadMillimetres < 0 ? car : { ...car, clusterAheadMillimetres };
}

function towed(car: CarTruth, millimetres: number): CarTruth {
  if (car.ignitionOn) return car;
  return {
    ...car,
    odometerMillimetres: car.odometerMillimetres + millimetres,
    towedMillimetres: car.towedMillimetres + millimetres,
  };
}

/** Whether it turns; a car without an engine takes its motor for one. */
export const engineTurns = (car: CarTruth): boolean =>
  car.ignitionOn &&
  car.atMs - car.ignitionChangedAtMs >= (car.model.engineStartsAfterMs ?? 0) &&
  !isStoppedAtHalt(car);

/** A stop-start system lets the engine run until the car has driven. */
const isStoppedAtHalt = (car: CarTruth, { hundredthsKmPerHour, odometerMillimetres }: Moved = car): boolean =>
  car.model.stopsAtHalts === true &&
  car.ignitionOn &&
  hundredthsKmPerHour === 0 &&
  odometerMillimetres > car.ignitionChangedAtMillimetres;

function batteryAt(car: CarTruth, atMs: number, moved: Moved = car): number {
  if (isStoppedAtHalt(car, moved)) return haltMillivolts;
  if (car.ignitionOn || car.cableConnected) return chargingMillivolts;
  const parkedDays = (atMs - car.ignitionChangedAtMs) / dayMs;
  const rested = Math.max(
    leastMillivolts,
    parkedMillivolts - Math.floor(parkedDays * parkedMillivoltsPerDay),
  );
  return rested - car.drainedMillivolts;
}
