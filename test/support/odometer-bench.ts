import { obdSpeed } from '../../device/distance/integral.ts';
import { odometerReadingOf } from '../../device/distance/reading.ts';
import type { ObdReading } from '../../device/obd/state.ts';
import { CurrentOdometer } from '../../device/odometer.ts';
import { newCarState } from '../../device/state/state.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import { metres } from '../../protocol/units.ts';
import type { Cycle } from '../../simulator/car/cycles/cycle.ts';
import { shownOdometerMetres } from '../../simulator/car/shown.ts';
import { createObdBench } from './obd-bench.ts';

type Options = NonNullable<Parameters<typeof createObdBench>[0]>;

/** The odometer of a device whose readings come from a simulated car over a simulated adapter. */
export function createOdometerBench(options: Options = {}) {
  const rebases: FactOf<'odometer-rebased'>[] = [];
  const take = (reading: ObdReading): void => {
    if (reading.kind === 'speed') {
      const { rebased } = odometer.takeSpeed('speed', obdSpeed(reading.kilometresPerHour, reading.at));
      if (rebased !== null) rebases.push(rebased);
      return;
    }
    const counted = odometerReadingOf(reading);
    const rebased = counted === undefined ? null : odometer.take(counted);
    if (rebased !== null) rebases.push(rebased);
  };
  const bench = createObdBench({ ...options, onReading: take });
  const { odometer: first } = newCarState(metres(shownOdometerMetres(bench.car.now())));
  const odometer = new CurrentOdometer(first, { kind: 'none' }, null);
  return {
    ...bench,
    odometer,
    rebases,
    /** Starts, drives a cycle so often, stops and turns off; gives the odometer before it, as the car had told it by then. */
    async drive(cycle: Cycle, laps = 1): Promise<number> {
      bench.obd.start();
      bench.startEngine();
      await bench.advance(12_000);
      const before = odometer.now().metres;
      bench.car.happen({ kind: 'drive-started', cycle, laps });
      await bench.advance(cycle.durationMs * laps + 3000);
      bench.turnIgnition(false);
      await bench.advance(5000);
      return before;
    },
  };
}
