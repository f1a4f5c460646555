import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import type { Clock, Timers } from '../../protocol/runtime.ts';
import { createSimulatedCar, type SimulatedCar } from '../../simulator/car/car.ts';
import { odometerCar } from '../../simulator/car/models.ts';
import { parkedCar } from '../../simulator/car/truth.ts';

/** A simulated car in real time, parked and locked, key and card in. */
export function parkedRealCar(): {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly car: SimulatedCar;
} {
  const clock = new SystemClock();
  const truth = parkedCar({ model: odometerCar, odometerMetres: 0, clearedMetresAgo: 0, fuelMillilitres: 0 });
  return { clock, timers: new SystemTimers(clock), car: createSimulatedCar(clock, truth) };
}
