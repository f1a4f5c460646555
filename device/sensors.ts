import type { Sample } from '../protocol/messages/sample.ts';
import type { Clock } from '../protocol/runtime.ts';
import type { EpochMilliseconds, Milliseconds } from '../protocol/units.ts';
import type { Alarms } from './alarms.ts';
import { isAwake } from './cabin/watch.ts';
import type { Custody } from './custody.ts';
import type { Driven } from './driven.ts';
import type { EnergyWatch } from './energy-watch.ts';
import type { FixWatch } from './fix-watch.ts';
import type { FuelLevel } from './fuel/level.ts';
import { type Fix, unrolled } from './gnss/fix.ts';
import type { Logbook } from './logbook.ts';
import type { MotionWatch } from './motion.ts';
import type { Obd } from './obd/obd.ts';
import type { Condition } from './obd/pids.ts';
import type { ObdReading } from './obd/state.ts';
import type { CurrentOdometer } from './odometer.ts';
import type { ParkedMemory } from './parked.ts';
import type { CabinInputs } from './ports.ts';
import type { Surroundings } from './surroundings.ts';
import type { Timekeeper } from './time/timekeeper.ts';
import type { Towing } from './towing.ts';

export interface SensorsOptions {
  readonly clock: Clock;
  readonly sampleSeconds: number;
  readonly odometer: CurrentOdometer;
  readonly driven: Driven;
  readonly custody: Custody;
  readonly energy: EnergyWatch;
  readonly towing: Towing;
  readonly parked: Pick<ParkedMemory, 'note'>;
  readonly fixes: FixWatch;
  readonly alarms: Alarms;
  readonly time: Timekeeper;
  readonly fuel: FuelLevel;
  readonly surroundings: Surroundings;
  readonly motion: MotionWatch;
  readonly logbook: Logbook;
  readonly obd: Pick<Obd, 'ignitionChanged' | 'awakeChanged'>;
  readonly onSample: (sample: Sample) => void;
}

/** Takes every reading of every line to where it matters. Positions end here (promise 4). */
export class Sensors {
  readonly #options: SensorsOptions;
  #batteryMillivolts: number | null = null;
  #ignitionOn = false;
  /** Of the last fix: a receiver that repeats itself says nothing new, and no time. */
  #fixTime: EpochMilliseconds | null = null;
  #sampledAt: Milliseconds | null = null;

  constructor(options: SensorsOptions) {
    this.#options = options;
  }

  inputs(inputs: CabinInputs): void {
    const { logbook, obd, motion } = this.#options;
    motion.ignition(inputs.ignitionOn);
    const { ignitionChanged } = logbook.inputsRead(inputs);
    if (ignitionChanged) this.#ignition(inputs.ignitionOn);
    this.#options.custody.inputs(inputs, ignitionChanged);
    obd.awakeChanged(isAwake(inputs));
    logbook.tick();
    this.#options.driven.tick();
    this.#remember();
    this.#options.fixes.tick();
    this.#sampleIfDue();
  }

  obd(reading: ObdReading): void {
    this.#options.driven.obd(reading);
    this.#remember();
    if (reading.kind === 'fuel-level') this.#fuel(reading.perMille);
    if (reading.kind === 'condition') this.#condition(reading.condition, reading.holds);
    if (reading.kind === 'traction-battery') this.#options.fuel.charged(reading.perMille);
    if (reading.kind === 'speed') this.#speed(reading.kilometresPerHour);
    if (reading.kind === 'voltage') this.#voltage(reading.millivolts);
  }

  fix(fix: Fix): void {
    if (fix.kind !== 'position' || fix.time === this.#fixTime) return;
    this.#fixTime = fix.time;
    this.#options.fixes.fixed();
    this.#options.time.read({ time: unrolled(fix.time), quality: 'gnss' });
    this.#place(fix);
    if (fix.millimetresPerSecond === undefined) return;
    this.#options.motion.gnss(fix.millimetresPerSecond);
    this.#fuelMoved();
    this.#options.driven.gnss(fix.millimetresPerSecond);
  }

  #speed(kilometresPerHour: number): void {
    this.#options.motion.obd(kilometresPerHour);
    this.#fuelMoved();
  }

  #fuelMoved(): void {
    if (this.#options.motion.now === 'moving') this.#options.fuel.moved();
  }

  #voltage(millivolts: number): void {
    this.#batteryMillivolts = millivolts;
    this.#options.energy.voltage(millivolts);
  }

  #condition(condition: Condition, holds: boolean): void {
    const { surroundings, logbook, fuel } = this.#options;
    const isNew = surroundings.condition(condition, holds);
    if (condition !== 'cable-connected' || !isNew) return;
    const { chargePermille } = fuel;
    logbook.record([
      {
        kind: 'cable-changed',
        connected: holds,
        ...(chargePermille === null ? {} : { chargePermille }),
      },
    ]);
  }

  #place(fix: Extract<Fix, { kind: 'position' }>): void {
    const { surroundings, towing, alarms, clock, odometer } = this.#options;
    const at = clock.elapsed();
    surroundings.fix(fix, at);
    alarms.set('gnss-doubtful', surroundings.doubt !== 'none');
    if (towing.place(surroundings.place, at)) odometer.movedWithoutIgnition();
    this.#remember();
  }

  #ignition(on: boolean): void {
    this.#options.energy.ignition(on);
    this.#options.towing.ignition(on, this.#options.surroundings.place);
    this.#ignitionOn = on;
    this.#options.driven.ignition(on);
    this.#options.fixes.ignition(on);
    if (!on) this.#options.fuel.ignitionWentOff();
    if (!on) this.#options.surroundings.ignitionWentOff();
    this.#options.obd.ignitionChanged(on);
    this.#remember();
  }

  /** What a power cut must not make the unit forget. */
  #remember(): void {
    const { parked, towing, fuel, odometer } = this.#options;
    const { before, still: float } = fuel;
    parked.note({ place: towing.parkedAt, fuel: before, float, odometer: odometer.memory });
  }

  #fuel(permille: number): void {
    const refuelled = this.#options.fuel.take(permille);
    this.#remember();
    if (refuelled === null) return;
    this.#options.logbook.record([refuelled]);
    this.#options.custody.refuelled(refuelled);
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
