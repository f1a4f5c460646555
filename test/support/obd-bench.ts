import { defaultObdConfig, type ObdConfig } from '../../device/obd/config.ts';
import { createObd } from '../../device/obd/obd.ts';
import type { ObdReading, Unavailable } from '../../device/obd/state.ts';
import type { Trace } from '../../device/obd/trace.ts';
import type { Line } from '../../device/ports.ts';
import { milliseconds } from '../../protocol/units.ts';
import { createSimulatedCar } from '../../simulator/car/car.ts';
import { createElm327 } from '../../simulator/car/elm327.ts';
import type { Elm327Habits } from '../../simulator/car/elm327-habits.ts';
import { type CarModel, odometerCar } from '../../simulator/car/models.ts';
import { parkedCar } from '../../simulator/car/truth.ts';
import { type Emulator, emulatorLine } from './emulators/emulator.ts';
import { heardLine } from './heard-line.ts';
import { createManualClock } from './manual-clock.ts';
import { countingRandom } from './random.ts';

/** The device's OBD side on a simulated adapter and car, in virtual time; every written command is kept. */
export function createObdBench(
  options: {
    model?: CarModel;
    config?: Partial<ObdConfig>;
    wrap?: (line: Line) => Line;
    odometerMetres?: number;
    clearedMetresAgo?: number;
    habits?: Partial<Elm327Habits>;
    speeds?: readonly number[];
    trace?: Trace;
    /** An emulator of another make in the place of the twin. */
    emulator?: Emulator;
    /** The clock goes on by so much each time that it is read. */
    readingTakesMs?: number;
    onReading?: (reading: ObdReading) => void;
  } = {},
) {
  const time = createManualClock();
  const car = createSimulatedCar(
    time.clock,
    parkedCar({
      model: options.model ?? odometerCar,
      odometerMetres: options.odometerMetres ?? 12_345_678,
      clearedMetresAgo: options.clearedMetresAgo ?? 1_000_500,
      fuelMillilitres: 25_000,
    }),
  );
  const adapter = createElm327(time.timers, car, options.habits);
  const commands: string[] = [];
  const readings: ObdReading[] = [];
  const unavailable: Unavailable[] = [];
  const profiles: (string | undefined)[] = [];
  const plugged =
    options.emulator === undefined ? adapter.line : emulatorLine(time.timers, car, options.emulator);
  let reads = 0;
  const slowly = () => (options.readingTakesMs ?? 0) * ++reads;
  const listened = heardLine(plugged, commands, options.speeds);
  const obd = createObd(
    {
      clock: { ...time.clock, elapsed: () => milliseconds(time.clock.elapsed() + slowly()) },
      timers: time.timers,
      random: countingRandom(),
      obd: options.wrap?.(listened) ?? listened,
      ...(options.trace === undefined ? {} : { trace: options.trace }),
    },
    { ...defaultObdConfig, ...options.config },
    {
      reading(reading) {
        readings.push(reading);
        options.onReading?.(reading);
      },
      unavailable: (missing) => unavailable.push(missing),
      profile: (profile) => profiles.push(profile?.profile),
    },
  );
  return {
    ...time,
    car,
    adapter,
    obd,
    commands,
    readings,
    unavailable,
    profiles,
    /** Releases the car, takes the key and turns the ignition on, for car and device. */
    startEngine() {
      car.happen({ kind: 'immobiliser-set', immobilised: false });
      car.happen({ kind: 'key-moved', inHolder: false });
      this.turnIgnition(true);
    },
    turnIgnition(on: boolean) {
      car.happen({ kind: 'ignition-turned', on });
      obd.ignitionChanged(on);
    },
    of<Kind extends ObdReading['kind']>(kind: Kind) {
      return readings.filter(
        (reading): reading is Extract<ObdReading, { kind: Kind }> => reading.kind === kind,
      );
    },
  };
}

export type ObdBench = ReturnType<typeof createObdBench>;
