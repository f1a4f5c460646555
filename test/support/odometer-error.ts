import type { Cycle } from '../../simulator/car/cycles/cycle.ts';
import { type CarModel, counterCar, odometerCar } from '../../simulator/car/models.ts';
import { createOdometerBench } from './odometer-bench.ts';

/** Speed comes cut off below a whole km/h, or rounded; control units do either. */
export type MeasuredSource = 'pid-a6' | 'pid-31' | 'speed' | 'speed-rounded';

const speedCar: CarModel = {
  ...odometerCar,
  name: 'speed-car',
  ecus: [{ id: '7E8', pids: [0x0c, 0x0d], answersVin: false }],
};

const models: Readonly<Record<MeasuredSource, CarModel>> = {
  'pid-a6': odometerCar,
  'pid-31': counterCar,
  speed: speedCar,
  'speed-rounded': { ...speedCar, roundsSpeed: true },
};

export interface DistanceError {
  readonly metres: number;
  readonly percent: number;
}

/** The error of a drive's distance, by the odometer before and after, against what the wheels did: the worst of some odometers. */
export async function worstError(
  source: MeasuredSource,
  cycle: Cycle,
  laps: number,
  starts = 5,
): Promise<DistanceError> {
  let worst: DistanceError = { metres: 0, percent: 0 };
  for (let index = 0; index < starts; index++) {
    const error = await errorFrom(source, cycle, laps, 12_345_678 + index * 1_231);
    if (error.metres > worst.metres) worst = error;
  }
  return worst;
}

async function errorFrom(
  source: MeasuredSource,
  cycle: Cycle,
  laps: number,
  odometerMetres: number,
): Promise<DistanceError> {
  const bench = createOdometerBench({ model: models[source], odometerMetres });
  const before = bench.car.now().odometerMillimetres;
  const startMetres = await bench.drive(cycle, laps);
  const truth = (bench.car.now().odometerMillimetres - before) / 1000;
  const metres = Math.abs(bench.odometer.now().metres - startMetres - truth);
  return { metres, percent: (metres * 100) / truth };
}
