import type { Gateway } from '../../gateway/gateway.ts';
import type { Peak } from '../checkers/evidence.ts';
import type { CarUnit } from '../fleet/unit.ts';

const mebibyte = 2 ** 20;

/** What is looked at, in which unit, and how much of it is allowed (D13; simulator/scenarios/README.md). */
const bounds = {
  'unsynced bytes of a unit': 4 * mebibyte,
  'cached bytes of a unit': mebibyte / 2,
  'samples of a unit': 1_000,
  'urgent records of a unit': 64,
  'unreceipted records of a unit': 1_050,
  'timers of a unit': 100,
  'bytes on the disk of a car': 16 * mebibyte,
  'messages waiting in the gateway, for each car': 100,
  'bytes waiting in the gateway, for each car': mebibyte,
  /** Timers, packets under way, whatever is still to come: of units, phones, lines and network alike. */
  'events to come, for each car': 1_000,
} as const;
type What = keyof typeof bounds;

interface LookedAtUnit extends Pick<CarUnit, 'isOn' | 'timersPending'> {
  readonly device: Pick<CarUnit['device'], 'backlog'>;
}

/** Looks at everything that must not grow, now and then. */
export class Peaks {
  readonly #most = new Map<What, number>();

  /**
   * @param gateway null while it is down
   * @param pending events to come
   */
  look(
    units: readonly LookedAtUnit[],
    disks: Iterable<{ readonly bytes: number }>,
    gateway: Pick<ReturnType<Gateway['health']>, 'waitingMessages' | 'waitingBytes'> | null,
    pending: number,
  ): void {
    const each = (value: number): number => Math.ceil(value / Math.max(1, units.length));
    this.#saw('events to come, for each car', each(pending));
    for (const unit of units) this.#lookAt(unit);
    for (const disk of disks) this.#saw('bytes on the disk of a car', disk.bytes);
    if (gateway === null) return;
    this.#saw('messages waiting in the gateway, for each car', each(gateway.waitingMessages));
    this.#saw('bytes waiting in the gateway, for each car', each(gateway.waitingBytes));
  }

  all(): readonly Peak[] {
    return [...this.#most].map(([what, most]) => ({ what, most, bound: bounds[what] }));
  }

  #lookAt({ isOn, timersPending, device: { backlog } }: LookedAtUnit): void {
    this.#saw('timers of a unit', timersPending);
    if (!isOn || backlog === null) return;
    this.#saw('unsynced bytes of a unit', backlog.unsyncedBytes);
    this.#saw('cached bytes of a unit', backlog.cachedBytes);
    this.#saw('samples of a unit', backlog.samples);
    this.#saw('urgent records of a unit', backlog.urgentRecords);
    this.#saw('unreceipted records of a unit', backlog.unreceiptedRecords);
  }

  #saw(what: What, value: number): void {
    const most = this.#most.get(what);
    if (most === undefined || value > most) this.#most.set(what, Math.max(value, 0));
  }
}
