import type { CarId } from '../../protocol/ids.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedDisk } from '../disk.ts';
import type { CarUnit } from '../fleet/unit.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Network } from '../network/network.ts';
import type { GatewayProcess } from '../run/gateway-process.ts';

/** A car as faults see it. */
export interface StageCar {
  readonly car: CarId;
  readonly unit: CarUnit;
  readonly disk: SimulatedDisk;
  /** Until when what the unit could not write may be in its memory only: to take that away is no fair fault (D6). */
  sparedUntil: Milliseconds;
}

export interface StageParts {
  readonly scheduler: Scheduler;
  readonly cars: readonly StageCar[];
  readonly network: Network;
  readonly gateway: GatewayProcess;
  /** Told what happens, by car; null where it happens to all. */
  readonly told: (car: CarId | null, what: string) => void;
}

/** Where faults act: everything that can be troubled, until it heals. */
export class Stage {
  readonly cars: readonly StageCar[];
  readonly network: Network;
  readonly gateway: GatewayProcess;
  /** Tells what happens, for people. */
  readonly tell: StageParts['told'];
  readonly #scheduler: Scheduler;
  readonly #undo = new Set<() => void>();
  #healed = false;

  constructor({ scheduler, cars, network, gateway, told }: StageParts) {
    this.#scheduler = scheduler;
    this.cars = cars;
    this.network = network;
    this.gateway = gateway;
    this.tell = told;
  }

  now(): Milliseconds {
    return this.#scheduler.now();
  }

  /** Calls back later; not at all once the stage has healed. */
  after(delay: number, run: () => void): void {
    this.#scheduler.after(milliseconds(Math.max(0, Math.round(delay))), () => {
      if (!this.#healed) run();
    });
  }

  /** Trouble that ends after so long, or when the stage heals: `end` is called once. */
  spell(length: number, end: () => void): void {
    const undo = (): void => {
      if (this.#undo.delete(undo)) end();
    };
    this.#undo.add(undo);
    this.#scheduler.after(milliseconds(Math.max(0, Math.round(length))), undo);
  }

  /** The same, with a name. */
  namedSpell(name: string, car: CarId | null, length: number, end: () => void): void {
    this.tell(car, name);
    this.spell(length, () => {
      this.tell(car, `${name} is over`);
      end();
    });
  }

  /** The end of all trouble: what lasts ends now, and nothing more begins. */
  heal(): void {
    this.#healed = true;
    for (const undo of [...this.#undo]) undo();
  }
}
