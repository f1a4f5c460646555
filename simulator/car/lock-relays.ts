import type { Cancel, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from './car.ts';

/** The motor must run so long without a break to bring the bolt over. */
const boltMilliseconds = 150;
/** A relay that drops out early. */
const shortMilliseconds = 60;

export type LockRelay = 'lock' | 'unlock';
const both = ['lock', 'unlock'] as const satisfies readonly LockRelay[];

/** What relays and bolt may suffer: they drop out before the bolt is over; they do not let go; the bolt does not move. */
export type LockTrouble = 'none' | 'short' | 'welded' | 'jammed';

/** The two relays of a central lock and the motor between them, which turns while one of them alone is on. */
export class LockRelays {
  readonly #timers: Timers;
  readonly #car: SimulatedCar;
  /** Relays that are on, each with what takes back its own end. */
  readonly #on = new Map<LockRelay, Cancel>();
  /** Told to let go, and welded. */
  readonly #held = new Set<LockRelay>();
  #turning: { readonly towards: LockRelay; readonly stop: Cancel } | null = null;
  #trouble: LockTrouble = 'none';
  #switched: (relay: LockRelay) => void = () => {};

  constructor(timers: Timers, car: SimulatedCar) {
    this.#timers = timers;
    this.#car = car;
  }

  /** Told whenever a relay is switched on. */
  watch(switched: (relay: LockRelay) => void): void {
    this.#switched = switched;
  }

  isOn(relay: LockRelay): boolean {
    return this.#on.has(relay);
  }

  /** For so long, or until it is told to let go. */
  switchOn(relay: LockRelay, pulseMilliseconds = Number.POSITIVE_INFINITY): void {
    const lasts = this.#trouble === 'short' ? shortMilliseconds : pulseMilliseconds;
    this.#on.get(relay)?.();
    this.#held.delete(relay);
    const ends = Number.isFinite(lasts)
      ? this.#timers.after(milliseconds(lasts), () => this.switchOff(relay))
      : () => {};
    this.#on.set(relay, ends);
    this.#turn();
    this.#switched(relay);
  }

  switchOff(relay: LockRelay): void {
    if (!this.#on.has(relay)) return;
    if (this.#trouble === 'welded') {
      this.#held.add(relay);
      return;
    }
    this.#on.get(relay)?.();
    this.#on.delete(relay);
    this.#held.delete(relay);
    this.#turn();
  }

  /** The board is out: no current, whatever is welded. */
  losePower(): void {
    for (const ends of this.#on.values()) ends();
    this.#on.clear();
    this.#held.clear();
    this.#turn();
  }

  trouble(trouble: LockTrouble): void {
    this.#trouble = trouble;
    if (trouble !== 'welded') for (const relay of [...this.#held]) this.switchOff(relay);
  }

  #turn(): void {
    const on = both.filter((relay) => this.#on.has(relay));
    const towards = on.length === 1 ? on[0] : undefined;
    if (towards === this.#turning?.towards) return;
    this.#turning?.stop();
    this.#turning =
      towards === undefined
        ? null
        : { towards, stop: this.#timers.after(milliseconds(boltMilliseconds), () => this.#over(towards)) };
  }

  #over(towards: LockRelay): void {
    if (this.#trouble !== 'jammed') this.#car.happen({ kind: 'locked', locked: towards === 'lock' });
  }
}
