import type { Line } from '../../device/ports.ts';
import type { Clock } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import { createSimulatedCar, type SimulatedCar } from '../car/car.ts';
import { createElm327 } from '../car/elm327.ts';
import type { LockRelays } from '../car/lock-relays.ts';
import { createModbusBoard } from '../car/modbus-board.ts';
import { createModbusRtuBoard } from '../car/modbus-rtu.ts';
import { carModels, electricCar, odometerCar } from '../car/models.ts';
import { createNmeaReceiver } from '../car/nmea.ts';
import { relayBoard } from '../car/relay-board.ts';
import { parkedCar } from '../car/truth.ts';
import type { LinesPorts } from './ports.ts';

/** Ghent, Dampoort station. */
const home = { latitudeMicrodegrees: 51_056_200, longitudeMicrodegrees: 3_740_300 };

const benchModels = [...carModels, electricCar];

/** A car on the bench with the devices that its lines lead to. */
export interface BenchCar {
  readonly car: SimulatedCar;
  readonly obd: Line;
  readonly gnss: Line;
  readonly relays: LockRelays;
  /** The I/O board over Modbus TCP. */
  readonly cabin: Line;
  /** The same over Modbus RTU. */
  readonly cabinRtu: Line;
}

/** Car N, counted from 1, parked and locked: models take turns (the fourth is electric), odometers and tanks differ. */
export function createBenchCar(ports: Pick<LinesPorts, 'clock' | 'timers'>, number: number): BenchCar {
  const { timers } = ports;
  const clock = sinceNow(ports.clock);
  const model = benchModels[(number - 1) % benchModels.length] ?? odometerCar;
  const truth = parkedCar({
    model,
    odometerMetres: 20_000_000 + number * 1_234_500,
    clearedMetresAgo: 400_000,
    fuelMillilitres: 30_000,
  });
  const car = createSimulatedCar(clock, truth);
  const gnss = createNmeaReceiver({ clock, timers }, car, {
    home,
    homeMillimetres: truth.odometerMillimetres,
    everyMs: 1_000,
    firstFixAfterMs: 20_000,
  });
  const board = relayBoard(timers, car);
  return {
    car,
    obd: createElm327(timers, car).line,
    gnss,
    relays: board.relays,
    cabin: createModbusBoard(board),
    cabinRtu: createModbusRtuBoard(board),
  };
}

/** The car's life begins now, whatever the machine's uptime. */
function sinceNow(clock: Clock): Clock {
  const start = clock.elapsed();
  return { elapsed: () => milliseconds(clock.elapsed() - start), wall: () => clock.wall() };
}
