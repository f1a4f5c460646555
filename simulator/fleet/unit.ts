import type { DeviceConfig } from '../../device/config.ts';
import { createDevice, type Device } from '../../device/device.ts';
import type { Disk, Mqtt } from '../../device/ports.ts';
import type { Clock, Log, Random } from '../../protocol/runtime.ts';
import { createCabinBoard } from '../car/cabin.ts';
import { createSimulatedCar, type SimulatedCar } from '../car/car.ts';
import { createElm327 } from '../car/elm327.ts';
import { createNmeaReceiver } from '../car/nmea.ts';
import type { CarTruth } from '../car/truth.ts';
import { SimulatedClock } from '../kernel/clock.ts';
import type { Owner } from '../kernel/owner.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Trace } from '../kernel/trace.ts';
import { PhoneLinkTwin } from '../phone-link.ts';
import { tracedLine } from './traced-line.ts';

/** Ghent, Sint-Pieters station. */
const home = { latitudeMicrodegrees: 51_035_800, longitudeMicrodegrees: 3_710_600 };
const cabinLatencyMs = 12;

export interface UnitOptions {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  /** Draws for the air and the lines; never for secrets. */
  readonly random: SeededRandom;
  /** What the device draws from. */
  readonly secrets: Random;
  readonly config: DeviceConfig;
  readonly truth: CarTruth;
  readonly mqtt: (owner: Owner) => Mqtt;
  readonly disk: Disk;
  readonly log: Log;
}

/** One car of the world with the unit that is built into it: real physics and twins, and the production device. */
export interface CarUnit {
  readonly car: SimulatedCar;
  readonly link: PhoneLinkTwin;
  readonly device: Device;
}

/** Builds the device into the car; it is not yet started. */
export function createUnit(options: UnitOptions): CarUnit {
  const { scheduler, trace, random, config } = options;
  const owner = scheduler.owner(config.car);
  const clock: Clock = new SimulatedClock(scheduler);
  const { timers } = owner;
  const worldClock: Clock = { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() };
  const car = createSimulatedCar(worldClock, options.truth);
  const tapAs = (wire: string) => (direction: 'in' | 'out', bytes: Uint8Array) =>
    trace.record(scheduler.now(), config.car, `${wire} ${direction}`, bytes);
  const link = new PhoneLinkTwin(timers, random.fork('phone link'), (bytes) => tapAs('phone')('in', bytes));
  const receiver = createNmeaReceiver({ clock: worldClock, timers }, car, {
    home,
    homeMillimetres: options.truth.odometerMillimetres,
    everyMs: 1_000,
    firstFixAfterMs: 20_000,
  });
  const device = createDevice(
    {
      clock,
      timers,
      random: options.secrets,
      log: options.log,
      obd: tracedLine(createElm327(timers, car).line, tapAs('obd')),
      gnss: tracedLine(receiver, tapAs('gnss')),
      phones: link,
      cabin: createCabinBoard(timers, car, cabinLatencyMs),
      disk: options.disk,
      mqtt: options.mqtt(owner),
    },
    config,
  );
  return { car, link, device };
}
