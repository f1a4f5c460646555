import { Fault } from '../../protocol/errors.ts';
import type { Cancel, Clock, Timers } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { Scheduler } from './scheduler.ts';

export interface PacingOptions {
  /** Virtual milliseconds for each real one. */
  readonly speed: number;
  /** How long one watched operation may take, in real time. */
  readonly operationLimit?: Milliseconds;
  /** The longest real wait between two looks at the clock. */
  readonly longestWait?: Milliseconds;
}

/** The machine's own time: only its elapsed clock is read. */
export interface RealTime {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly timers: Timers;
}

/**
 * Drives virtual time at a pace, against real I/O. Virtual time never runs ahead of real time × speed, and stands still
 * while a watched real operation is under way: to the cars, the network of this machine takes no time.
 */
export class Pacing {
  readonly #scheduler: Scheduler;
  readonly #real: RealTime;
  readonly #speed: number;
  readonly #operationLimit: Milliseconds;
  readonly #longestWait: Milliseconds;
  #underWay = 0;
  #failure: Error | null = null;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(scheduler: Scheduler, real: RealTime, options: PacingOptions) {
    this.#scheduler = scheduler;
    this.#real = real;
    this.#speed = options.speed;
    this.#operationLimit = options.operationLimit ?? milliseconds(10_000);
    this.#longestWait = options.longestWait ?? milliseconds(5);
  }

  /** Holds virtual time until the operation is over. It settles as it would; past the limit the run fails. */
  watch<Result>(what: string, operation: Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    const cancelLimit = this.#real.timers.after(this.#operationLimit, () => this.#fail(what));
    const over = (): void => {
      cancelLimit();
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#wake();
    };
    operation.then(over, over);
    return operation;
  }

  /**
   * Runs up to and including this moment of virtual time, or until `stop`.
   * @throws {Fault} `operation-stuck`; or what an event threw, or a promise was rejected with unhandled.
   */
  async run(until: Milliseconds): Promise<'done' | 'stopped'> {
    const stopWatching = this.#scheduler.watchPromises();
    try {
      while (!this.#stopped && this.#scheduler.now() < until) await this.#stretch(until);
      await this.#untilQuiet();
      return this.#stopped ? 'stopped' : 'done';
    } finally {
      stopWatching();
    }
  }

  /** Ends the run after the event at hand. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Virtual time between two holds: it starts where the clock stands now, and ends as an operation begins. */
  async #stretch(until: Milliseconds): Promise<void> {
    await this.#untilQuiet();
    const virtualStart = this.#scheduler.now();
    const realStart = this.#real.clock.elapsed();
    while (!this.#stopped && this.#underWay === 0 && this.#scheduler.now() < until) {
      const gained = (this.#real.clock.elapsed() - realStart) * this.#speed;
      const reached = milliseconds(Math.min(until, virtualStart + Math.floor(gained)));
      if (this.#scheduler.step(reached)) {
        await this.#settle();
      } else {
        this.#scheduler.advance(reached);
        await this.#untilNext(until);
      }
    }
  }

  /** Waits for the real time of the next event, or a little. */
  async #untilNext(until: Milliseconds): Promise<void> {
    const next = Math.min(this.#scheduler.nextAt() ?? until, until);
    const wait = Math.ceil((next - this.#scheduler.now()) / this.#speed);
    await this.#wait(milliseconds(Math.min(Math.max(wait, 1), this.#longestWait)));
  }

  async #untilQuiet(): Promise<void> {
    await this.#settle();
    while (this.#underWay > 0 && !this.#stopped) await this.#wait(null);
  }

  async #wait(atMost: Milliseconds | null): Promise<void> {
    let cancel: Cancel = () => {};
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (atMost !== null) cancel = this.#real.timers.after(atMost, resolve);
    });
    cancel();
    await this.#settle();
  }

  async #settle(): Promise<void> {
    await this.#scheduler.settle();
    if (this.#failure !== null) throw this.#failure;
  }

  #fail(what: string): void {
    this.#failure = new Fault(
      { code: 'operation-stuck', blame: 'environment', mayHaveHappened: true },
      `${what} took longer than ${this.#operationLimit} ms of real time`,
    );
    this.#wake();
  }
}
