import { messageOf } from '../../protocol/errors.ts';
import type { Cancel, Log, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { Cabin, CabinInputs } from '../ports.ts';

export interface CabinWatchOptions {
  readonly cabin: Cabin;
  readonly timers: Timers;
  readonly log: Log;
  readonly awakeSeconds: number;
  readonly parkedSeconds: number;
  readonly onInputs: (inputs: CabinInputs) => void;
  /** Whether the board has not answered several times in a row. */
  readonly onReachable: (isReachable: boolean) => void;
}

/** A single time-out is none of the board's faults. */
const mostFailures = 3;

/** Someone is in the car or may get in: inputs are read at a close pace. */
export const isAwake = (inputs: CabinInputs): boolean => inputs.ignitionOn || !inputs.doorsLocked;

/** Reads the I/O board again and again, closely while the car is awake; an unreachable board is asked as if awake. */
export class CabinWatch {
  readonly #options: CabinWatchOptions;
  #cancelNext: Cancel = () => {};
  #isRunning = false;
  /** Why the board could not be read the last time; null where it was. */
  #complaint: string | null = null;
  #failures = 0;

  constructor(options: CabinWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isRunning = true;
    this.#round();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelNext();
  }

  /** Reads now, lets everyone see it, and goes on at the pace that fits. @throws {Fault} `cabin-unreachable`. */
  refresh(): Promise<CabinInputs> {
    return this.#options.cabin.read().then(this.#seen);
  }

  /** Made once, and not with every reading: there is one a second. */
  readonly #seen = (inputs: CabinInputs): CabinInputs => {
    if (this.#complaint !== null) this.#options.log.info({}, 'I/O board read again');
    this.#complaint = null;
    if (!this.#isRunning) return inputs;
    this.#failures = 0;
    this.#options.onReachable(true);
    this.#options.onInputs(inputs);
    this.#next(isAwake(inputs) ? this.#options.awakeSeconds : this.#options.parkedSeconds);
    return inputs;
  };

  readonly #round = (): void => void this.refresh().catch(this.#missed);

  readonly #missed = (thrown: unknown): void => {
    if (++this.#failures >= mostFailures) this.#options.onReachable(false);
    this.#complain(messageOf(thrown));
    this.#next(this.#options.awakeSeconds);
  };

  /** Once for each reason: a board that is away is asked every second. */
  #complain(reason: string): void {
    if (reason !== this.#complaint) this.#options.log.error({ reason }, 'I/O board not read');
    this.#complaint = reason;
  }

  #next(seconds: number): void {
    this.#cancelNext();
    if (!this.#isRunning) return;
    this.#cancelNext = this.#options.timers.after(milliseconds(seconds * 1000), this.#round);
  }
}
