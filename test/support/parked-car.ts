import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import type { Clock, Timers } from '../../protocol/runtime.ts';
import { createSimulatedCar, type SimulatedCar } from '../../simulator/car/car.ts';
import { odometerCar } from '../../simulator/car/models.ts';
import { type RelayBoard, relayBoard } from '../../simulator/car/relay-board.ts';
import { parkedCar } from '../../simulator/car/truth.ts';

/** A simulated car in real time, parked and locked, key and card in. */
export function parkedRealCar(): {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly car: SimulatedCar;
  /** Its I/O board, for one line or more. */
  readonly board: RelayBoard;
} {
  const clock = new SystemClock();
  const truth = parkedCar({ model: odometerCar, odometerMetres: 0, clearedMetresAgo: 0, fuelMillilitres: 0 });
  const timers = new SystemTimers(clock);
  const car = createSimulatedCar(clock, truth);
  return { clock, timers, car, board: relayBoard(timers, car) };
}
