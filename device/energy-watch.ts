import type { Clock } from '../protocol/runtime.ts';
import type { Alarms } from './alarms.ts';
import { type Battery, ignitionCameOn, soundBattery, voltageRead } from './energy/battery.ts';
import type { Logbook } from './logbook.ts';
import type { PowerHook } from './ports.ts';

export interface EnergyWatchOptions {
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly logbook: Pick<Logbook, 'record' | 'seal'>;
  /** Puts modem and adapter to sleep, or wakes them, where the car has commands for it. */
  readonly hook: (hook: PowerHook) => void;
}

/** Watches the 12 V battery: an alarm while it is low, one last record before the unit goes dark, and what is to sleep sleeps. */
export class EnergyWatch {
  readonly #options: EnergyWatchOptions;
  #battery: Battery = soundBattery;

  constructor(options: EnergyWatchOptions) {
    this.#options = options;
  }

  voltage(millivolts: number): void {
    const { clock, alarms } = this.#options;
    const before = this.#battery;
    this.#battery = voltageRead(before, millivolts, clock.elapsed());
    alarms.set('battery-low', this.#battery.kind !== 'sound');
    if (before.kind !== 'dark' && this.#battery.kind === 'dark') this.#goDark(millivolts);
    if (before.kind === 'dark' && this.#battery.kind !== 'dark') this.#options.hook('wake');
  }

  ignition(on: boolean): void {
    if (!on) return;
    const wasDark = this.#battery.kind === 'dark';
    this.#battery = ignitionCameOn(this.#battery);
    if (wasDark) this.#options.hook('wake');
  }

  #goDark(batteryMillivolts: number): void {
    this.#options.logbook.record([{ kind: 'going-dark', batteryMillivolts }]);
    this.#options.logbook.seal('shutdown');
    this.#options.hook('sleep');
  }
}
