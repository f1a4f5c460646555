import type { Gateway } from '../../gateway/gateway.ts';
import type { Peak } from '../checkers/evidence.ts';
import type { SimulatedDisk } from '../disk.ts';
import type { World } from '../fleet/world.ts';
import type { Scheduler } from '../kernel/scheduler.ts';

/** What is looked at, and how much of it is allowed. */
const bounds = {
  'timers of a unit': 100,
  'bytes on the disk of a car': 16 * 2 ** 20,
  'messages waiting in the gateway': 20_000,
  'bytes waiting in the gateway': 64 * 2 ** 20,
  /** Timers, packets under way, whatever is still to come: of units, phones, lines and network alike. */
  'events to come for each car': 1_000,
} as const;
type What = keyof typeof bounds;

/** Looks at everything that must not grow, now and then. */
export class Peaks {
  readonly #most = new Map<What, number>();

  look(
    world: World,
    disks: Iterable<SimulatedDisk>,
    gateway: Gateway | null,
    scheduler: Pick<Scheduler, 'pending'>,
  ): void {
    const cars = Math.max(1, world.cars.length);
    this.#saw('events to come for each car', Math.ceil(scheduler.pending / cars));
    for (const { unit } of world.cars) this.#saw('timers of a unit', unit.timersPending);
    for (const disk of disks) this.#saw('bytes on the disk of a car', disk.bytes);
    if (gateway === null) return;
    const { waitingMessages, waitingBytes } = gateway.health();
    this.#saw('messages waiting in the gateway', waitingMessages);
    this.#saw('bytes waiting in the gateway', waitingBytes);
  }

  all(): readonly Peak[] {
    return [...this.#most].map(([what, most]) => ({ what, most, bound: bounds[what] }));
  }

  #saw(what: What, value: number): void {
    this.#most.set(what, Math.max(value, this.#most.get(what) ?? 0));
  }
}
