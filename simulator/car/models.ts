import { clusterProfile, electricProfile, milesProfile, type VehicleProfile } from './profiles.ts';

/** One control unit of a car. */
export interface Ecu {
  /** CAN id of its answers: `7E8`, or `18DAF110` with 29 bits. */
  readonly id: string;
  /** PIDs of service 01 that it answers, the bitmaps 20, 40, … left out. */
  readonly pids: readonly number[];
  readonly answersVin: boolean;
}

/** What cars of a kind have in common. */
export interface CarModel {
  readonly name: string;
  readonly ecus: readonly Ecu[];
  /** PID 0D is rounded to whole km/h; cut off where absent. */
  readonly roundsSpeed?: true;
  /** CAN frames are filled up to eight bytes. */
  readonly framesPadded: boolean;
  /** An instrument cluster that answers requests of its own (service 22), by its CAN ids. */
  readonly cluster?: { readonly to: string; readonly from: string };
  readonly vin: string;
  readonly tankMillilitres: number;
  readonly fuelMillilitresPer100Kilometres: number;
  /** What its unit knows of cars of this kind. */
  readonly profile?: VehicleProfile;
  /** Its dashboard shows tenths of a mile, which the cluster tells and no PID does. */
  readonly showsMiles?: true;
  /** PID A6 comes from its engine unit, and its cluster counts by itself. */
  readonly clusterCountsApart?: true;
  /** So long after the ignition its engine turns, before which it answers no PID A6. */
  readonly engineStartsAfterMs?: number;
  /** Once it has driven its engine stops wherever it stands, though the ignition stays on; nothing charges the battery of 12 V then. */
  readonly stopsAtHalts?: true;
  /** Has a cable, by which so much is charged in an hour; no fuel card pays for it. */
  readonly chargedMillilitresPerHour?: number;
  /** How long its codes have not been cleared as its unit is built in; anything up to 4,900 km where absent. */
  readonly clearedKilometresAgo?: readonly [least: number, most: number];
}

const speed = 0x0d;
const engineSpeed = 0x0c;
const runTime = 0x1f;
const fuelLevel = 0x2f;
const distanceSinceClear = 0x31;
const moduleVoltage = 0x42;
const tractionBattery = 0x5b;
const odometer = 0xa6;

/** Answers PID A6, as few small cars do; a gearbox unit answers beside the engine. */
export const odometerCar: CarModel = {
  name: 'odometer-car',
  ecus: [
    {
      id: '7E8',
      pids: [engineSpeed, speed, runTime, fuelLevel, distanceSinceClear, moduleVoltage, odometer],
      answersVin: true,
    },
    { id: '7E9', pids: [engineSpeed, speed], answersVin: false },
  ],
  framesPadded: false,
  vin: 'WVWZZZAUZLW000001',
  tankMillilitres: 50_000,
  fuelMillilitresPer100Kilometres: 5500,
};

/** No PID A6: only the distance since the codes were cleared. */
export const counterCar: CarModel = {
  name: 'counter-car',
  ecus: [
    {
      id: '7E8',
      pids: [engineSpeed, speed, runTime, fuelLevel, distanceSinceClear, moduleVoltage],
      answersVin: true,
    },
  ],
  framesPadded: true,
  cluster: { to: '75D', from: '65D' },
  vin: 'VF3CCHMZ0JT000002',
  tankMillilitres: 45_000,
  fuelMillilitresPer100Kilometres: 5000,
};

/** 29-bit ids, two units that both answer, no fuel level. */
export const extendedIdCar: CarModel = {
  name: 'extended-id-car',
  ecus: [
    {
      id: '18DAF110',
      pids: [engineSpeed, speed, runTime, distanceSinceClear, moduleVoltage, odometer],
      answersVin: true,
    },
    { id: '18DAF118', pids: [speed, moduleVoltage], answersVin: false },
  ],
  framesPadded: true,
  vin: 'WVWZZZCDZMW000003',
  tankMillilitres: 50_000,
  fuelMillilitresPer100Kilometres: 5800,
};

/** Electric: its charge stands for the fuel, a watt-hour for a millilitre, and its cluster tells whether the cable is in. */
export const electricCar: CarModel = {
  name: 'electric-car',
  ecus: [{ id: '7E8', pids: [speed, runTime, moduleVoltage, tractionBattery, odometer], answersVin: true }],
  framesPadded: true,
  cluster: { to: '75D', from: '65D' },
  vin: 'VF1AGVYA0KW000004',
  tankMillilitres: 52_000,
  fuelMillilitresPer100Kilometres: 17_000,
  profile: electricProfile,
  chargedMillilitresPerHour: 7_400,
};

/** Answers PID A6 only while its engine turns: not while the ignition alone is on, nor after it. */
export const runningEngineCar: CarModel = {
  ...odometerCar,
  name: 'running-engine-car',
  vin: 'WVWZZZAUZLW000006',
  engineStartsAfterMs: 4_000,
};

/** With a stop-start system: at each halt of a drive the engine is off, and PID A6 is silent. */
export const stopStartCar: CarModel = {
  ...runningEngineCar,
  name: 'stop-start-car',
  vin: 'WVWZZZAUZLW000009',
  stopsAtHalts: true,
};

/** Its odometer is told in miles, by a request of its own; PID 31 counts kilometres, as the standard has it. */
export const milesCar: CarModel = {
  ...counterCar,
  name: 'miles-car',
  vin: 'SARRJZZZ0JT000007',
  profile: milesProfile,
  showsMiles: true,
};

/** Its engine unit answers PID A6, and its cluster, which came out of another car, tells another number that grows by more. */
export const twoOdometersCar: CarModel = {
  ...odometerCar,
  name: 'two-odometers-car',
  cluster: { to: '75D', from: '65D' },
  vin: 'TMBZZZNJ0JZ000008',
  profile: clusterProfile,
  clusterCountsApart: true,
};

/** Its codes were never cleared: PID 31 has come to its end, or comes to it within days. */
export const unclearedCar: CarModel = {
  ...counterCar,
  name: 'uncleared-car',
  vin: 'VF3CCHMZ0JT000005',
  clearedKilometresAgo: [65_500, 65_536],
};

/** What a fleet is made of unless its scenario says otherwise. */
export const carModels: readonly CarModel[] = [odometerCar, counterCar, extendedIdCar];

/** What it may be made of. */
export const fleetModels: readonly CarModel[] = [
  ...carModels,
  unclearedCar,
  electricCar,
  runningEngineCar,
  milesCar,
  twoOdometersCar,
  stopStartCar,
];

/** @throws {RangeError} where there is none of this name. */
export function modelNamed(name: string): CarModel {
  const model = fleetModels.find((known) => known.name === name);
  if (model === undefined) throw new RangeError(`no car model ${name}`);
  return model;
}

/** Whether any control unit answers a PID of service 01. */
export const answers = (model: CarModel, pid: number): boolean =>
  model.ecus.some((ecu) => ecu.pids.includes(pid));

/** Whether the car tells its odometer, rather than the distance since its codes were cleared. */
export const tellsOdometer = (model: CarModel): boolean =>
  model.showsMiles === true || answers(model, odometer);
