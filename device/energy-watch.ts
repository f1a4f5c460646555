import type { Clock } from '../protocol/runtime.ts';
import type { Alarms } from './alarms.ts';
import { type Battery, ignitionCameOn, soundBattery, voltageRead } from './energy/battery.ts';
import type { Logbook } from './logbook.ts';
import type { CurrentSettings } from './settings.ts';

export interface EnergyWatchOptions {
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly logbook: Pick<Logbook, 'record' | 'seal'>;
  readonly settings: CurrentSettings;
  /** `low`: say less; `dark`: say what there is to be said, and fall silent. */
  readonly onBattery: (kind: Battery['kind']) => void;
}

/** Watches the 12 V battery: an alarm while it is low, and one last record before the unit goes dark. */
export class EnergyWatch {
  readonly #options: EnergyWatchOptions;
  #battery: Battery = soundBattery;
  #ignitionOn = false;

  constructor(options: EnergyWatchOptions) {
    this.#options = options;
  }

  voltage(millivolts: number): void {
    const { clock, alarms, settings } = this.#options;
    const reading = { millivolts, at: clock.elapsed(), ignitionOn: this.#ignitionOn };
    const battery = voltageRead(this.#battery, reading, settings.now.battery);
    alarms.set('battery-low', battery.kind !== 'sound');
    if (battery.kind === 'dark' && this.#battery.kind !== 'dark') this.#lastWords(millivolts);
    this.#become(battery);
  }

  ignition(on: boolean): void {
    this.#ignitionOn = on;
    if (on) this.#become(ignitionCameOn(this.#battery));
  }

  #become(battery: Battery): void {
    const before = this.#battery;
    this.#battery = battery;
    if (battery.kind !== before.kind) this.#options.onBattery(battery.kind);
  }

  #lastWords(batteryMillivolts: number): void {
    this.#options.logbook.record([{ kind: 'going-dark', batteryMillivolts }]);
    this.#options.logbook.seal('shutdown');
  }
}
