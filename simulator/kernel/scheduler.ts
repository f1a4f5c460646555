import { messageOf } from '../../protocol/errors.ts';
import type { Cancel } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds, shifted } from '../../protocol/units.ts';
import { EventHeap, type ScheduledEvent } from './event-heap.ts';
import { Owner } from './owner.ts';
import type { SeededRandom } from './random.ts';
import { PromiseWatch, type Settling } from './settling.ts';

/** How many events may wait; a world that needs more has a leak. */
const mostPending = 5_000_000;
/** How many events may happen at one moment; more is a loop without time. */
const mostAtOneMoment = 1_000_000;

export interface SchedulerOptions {
  /** Breaks the ties between events at the same moment, which explores interleavings (D12). */
  readonly random: SeededRandom;
  /** True wall time at virtual time zero. */
  readonly startsAt: EpochMilliseconds;
  readonly settling?: Settling;
}

/** Virtual time: a heap of events, and a clock that jumps from one to the next (D12). */
export class Scheduler {
  readonly #heap = new EventHeap();
  readonly #ties: SeededRandom;
  readonly #startsAt: EpochMilliseconds;
  readonly #promises: PromiseWatch;
  #now = milliseconds(0);
  #sequence = 0;
  #atThisMoment = 0;

  constructor(options: SchedulerOptions) {
    this.#ties = options.random.fork('ties');
    this.#startsAt = options.startsAt;
    this.#promises = new PromiseWatch(options.settling ?? 'touched');
  }

  /** Virtual time since the start of the run. */
  now(): Milliseconds {
    return this.#now;
  }

  /** What a perfect clock on the wall would show. */
  trueTime(): EpochMilliseconds {
    return shifted(this.#startsAt, this.#now);
  }

  /** Events that are still to come, those taken back and not yet passed included. */
  get pending(): number {
    return this.#heap.size;
  }

  /** Something with timers of its own that can crash. */
  owner(name: string): Owner {
    return new Owner(name, (owner, delay, run) => this.#schedule(delay, run, owner));
  }

  /** Sets an event of the world itself, which outlives every crash. */
  after(delay: Milliseconds, run: () => void): Cancel {
    return this.#schedule(delay, run, null);
  }

  /** The time of the next event, or null when nothing will happen any more. */
  nextAt(): Milliseconds | null {
    this.#dropDead();
    return this.#heap.first()?.at ?? null;
  }

  /**
   * Runs all events up to and including this moment, and leaves the clock there.
   * @throws what an event threw, or a promise was rejected with unhandled; the run cannot go on then.
   */
  async run(until: Milliseconds): Promise<void> {
    const stop = this.watchPromises();
    try {
      await this.#promises.between(() => this.step(until));
      this.advance(until);
    } finally {
      stop();
    }
  }

  /** Runs the next event if it is due by then; without settling promises. @throws what the event threw. */
  step(until: Milliseconds): boolean {
    const event = this.#nextAlive(until);
    if (event === undefined) return false;
    this.#promises.forget();
    this.advance(event.at);
    this.#countAtThisMoment();
    event.cancelled = true;
    if (event.owner !== null) event.owner.pending -= 1;
    perform(event);
    return true;
  }

  /** Moves the clock on while nothing is due before. */
  advance(to: Milliseconds): void {
    if (to <= this.#now) return;
    this.#now = to;
    this.#atThisMoment = 0;
  }

  /** Lets promises settle. @throws what one was rejected with unhandled. */
  settle(): Promise<void> {
    return this.#promises.settle();
  }

  /** Sees promises and unhandled rejections until the function given back is called. */
  watchPromises(): () => void {
    return this.#promises.start();
  }

  #schedule(delay: Milliseconds, run: () => void, owner: Owner | null): Cancel {
    if (this.#heap.size >= mostPending) throw new Error(`more than ${mostPending} events are waiting`);
    const event: ScheduledEvent = {
      at: milliseconds(this.#now + delay),
      // Small enough to need no memory of its own.
      tie: this.#ties.uint32() - 2 ** 31,
      sequence: this.#sequence++,
      run,
      owner,
      cancelled: false,
    };
    this.#heap.push(event);
    if (owner !== null) owner.pending += 1;
    return () => {
      if (event.cancelled) return;
      event.cancelled = true;
      if (owner !== null) owner.pending -= 1;
    };
  }

  /** Takes the next event from the heap that is due by then, and the dead ones before it. */
  #nextAlive(until: Milliseconds): ScheduledEvent | undefined {
    while (this.#heap.firstAt <= until) {
      const event = this.#heap.shift();
      if (event !== undefined && isAlive(event)) return event;
    }
    return undefined;
  }

  #dropDead(): void {
    for (let first = this.#heap.first(); first !== undefined; first = this.#heap.first()) {
      if (isAlive(first)) return;
      this.#heap.shift();
    }
  }

  #countAtThisMoment(): void {
    this.#atThisMoment += 1;
    if (this.#atThisMoment > mostAtOneMoment) {
      throw new Error(`more than ${mostAtOneMoment} events at ${this.#now} ms: time stands still`);
    }
  }
}

const isAlive = ({ cancelled, owner }: ScheduledEvent): boolean => !cancelled && owner?.alive !== false;

function perform(event: ScheduledEvent): void {
  try {
    event.run();
  } catch (thrown) {
    const whose = event.owner?.name ?? 'the world';
    throw new Error(`an event of ${whose} at ${event.at} ms failed: ${messageOf(thrown)}`, { cause: thrown });
  }
}
