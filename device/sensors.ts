import type { Sample } from '../protocol/messages/sample.ts';
import type { Clock } from '../protocol/runtime.ts';
import type { Milliseconds } from '../protocol/units.ts';
import { isAwake } from './cabin/watch.ts';
import type { Driven } from './driven.ts';
import type { FuelLevel } from './fuel/level.ts';
import type { Fix } from './gnss/fix.ts';
import type { Logbook } from './logbook.ts';
import type { Obd } from './obd/obd.ts';
import type { ObdReading } from './obd/state.ts';
import type { CurrentOdometer } from './odometer.ts';
import type { CabinInputs } from './ports.ts';
import type { Timekeeper } from './time/timekeeper.ts';

export interface SensorsOptions {
  readonly clock: Clock;
  readonly sampleSeconds: number;
  readonly odometer: CurrentOdometer;
  readonly driven: Driven;
  readonly time: Timekeeper;
  readonly fuel: FuelLevel;
  readonly logbook: Logbook;
  readonly obd: Pick<Obd, 'ignitionChanged' | 'awakeChanged'>;
  readonly onSample: (sample: Sample) => void;
}

/** Takes every reading of every line to where it matters. Positions end here (promise 4). */
export class Sensors {
  readonly #options: SensorsOptions;
  #batteryMillivolts: number | null = null;
  #ignitionOn = false;
  #sampledAt: Milliseconds | null = null;

  constructor(options: SensorsOptions) {
    this.#options = options;
  }

  inputs(inputs: CabinInputs): void {
    const { logbook, obd } = this.#options;
    const { ignitionChanged } = logbook.inputsRead(inputs);
    if (ignitionChanged) this.#ignition(inputs.ignitionOn);
    obd.awakeChanged(isAwake(inputs));
    logbook.tick();
    this.#options.driven.tick();
    this.#sampleIfDue();
  }

  obd(reading: ObdReading): void {
    this.#options.driven.obd(reading);
    if (reading.kind === 'fuel-level') this.#fuel(reading.perMille);
    if (reading.kind === 'voltage') this.#batteryMillivolts = reading.millivolts;
  }

  fix(fix: Fix): void {
    if (fix.kind !== 'position') return;
    this.#options.time.read({ time: fix.time, quality: 'gnss' });
    if (fix.millimetresPerSecond !== undefined) this.#options.driven.gnss(fix.millimetresPerSecond);
  }

  #ignition(on: boolean): void {
    this.#ignitionOn = on;
    this.#options.driven.ignition(on);
    if (!on) this.#options.fuel.ignitionWentOff();
    this.#options.obd.ignitionChanged(on);
  }

  #fuel(permille: number): void {
    const refuelled = this.#options.fuel.take(permille);
    if (refuelled !== null) this.#options.logbook.record([refuelled]);
  }

  /** While driving, at most every 15 minutes (D2). */
  #sampleIfDue(): void {
    const { clock, sampleSeconds } = this.#options;
    const now = clock.elapsed();
    if (!this.#ignitionOn || (this.#sampledAt !== null && now - this.#sampledAt < sampleSeconds * 1000))
      return;
    this.#sampledAt = now;
    this.#options.onSample(this.#sample());
  }

  #sample(): Sample {
    const { time, quality } = this.#options.time.now();
    const { metres, source } = this.#options.odometer.now();
    const { permille } = this.#options.fuel;
    return {
      wallTime: time,
      clockQuality: quality,
      odometerMetres: metres,
      odometerSource: source,
      ...(permille === null ? {} : { fuelPermille: permille }),
      ...(this.#batteryMillivolts === null ? {} : { batteryMillivolts: this.#batteryMillivolts }),
    };
  }
}
