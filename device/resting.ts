import { messageOf } from '../protocol/errors.ts';
import type { Log, Timers } from '../protocol/runtime.ts';
import { milliseconds } from '../protocol/units.ts';
import type { Battery } from './energy/battery.ts';
import type { PowerHook } from './ports.ts';
import { Turns, within } from './time/waiting.ts';

/** A disk that fails keeps the battery from nothing. */
const diskPatience = milliseconds(5_000);

export interface RestingOptions {
  readonly timers: Timers;
  readonly log: Log;
  /** Resolves once the last words are on disk. */
  readonly synced: () => Promise<void>;
  readonly uplink: () => {
    /** Brings out what there is, within a bound, and leaves the broker. */
    rest(): Promise<void>;
    start(): void;
    batteryIsLow(isLow: boolean): void;
  };
  /** Puts modem and adapter to sleep, or wakes them, where the car has commands for it. */
  readonly hook: (hook: PowerHook) => void;
}

/** Says less as the battery runs low, and nothing while it is nearly empty (clause 13.3). */
export class Resting {
  readonly #options: RestingOptions;
  readonly #turns = new Turns();
  /** As last told; what is done about it follows in turn. */
  #kind: Battery['kind'] = 'sound';
  #isAsleep = false;

  constructor(options: RestingOptions) {
    this.#options = options;
  }

  battery(kind: Battery['kind']): void {
    this.#kind = kind;
    this.#options.uplink().batteryIsLow(kind !== 'sound');
    this.#turns
      .take(() => this.#follow())
      .catch((thrown: unknown) => this.#options.log.error({ reason: messageOf(thrown) }, 'no rest'));
  }

  async #follow(): Promise<void> {
    if (this.#kind === 'dark' && !this.#isAsleep) await this.#fallAsleep();
    if (this.#kind !== 'dark' && this.#isAsleep) this.#wake();
  }

  async #fallAsleep(): Promise<void> {
    const { timers, synced, uplink, hook } = this.#options;
    await within(timers, diskPatience, synced());
    await uplink().rest();
    this.#isAsleep = true;
    hook('sleep');
  }

  #wake(): void {
    this.#isAsleep = false;
    this.#options.hook('wake');
    this.#options.uplink().start();
  }
}
