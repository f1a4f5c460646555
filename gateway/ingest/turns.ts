import type { Clock } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { type CarQueue, type GroupLimits, quantum, type Weight } from './car-queue.ts';

/** Of which cars a group is taken. */
export type Share = Weight | 'all';

/**
 * Groups at the store at once: it finds the next one when it is done with one. So many messages, and as many as are under
 * way, must wait for that: groups that left sooner would become smaller and smaller, each with a COMMIT of its own.
 */
const mostUnderWay = 2;
const worthAnotherGroup = 32;
/**
 * While cars that send little are about, what others have much of is stored in quanta. Where one of them has sent just now,
 * each is followed by a rest as long: a message that comes in between finds the store idle, or waits for one quantum.
 */
const shortestRest = 1;
const longestRest = 5;
/** Light cars are about for so long after the last message of one. */
const lightMilliseconds = 100;
/** Others rest for so long after it: with 100 ms, fifty cars that began to send much at once waited 50 ms for nobody. */
const restMilliseconds = 10;

/** Whose turn at the store it is (D13): a car that sends little waits for no backlog, and a backlog gets on all the same. */
export class Turns {
  readonly #waiting: CarQueue;
  readonly #clock: Clock;
  /** When a message of a light car came last. */
  #lightAt = Number.NEGATIVE_INFINITY;
  #isHeavyUnderWay = false;
  #last: Share = 'all';
  #isResting = false;

  constructor(waiting: CarQueue, clock: Clock) {
    this.#waiting = waiting;
    this.#clock = clock;
  }

  arrived(weight: Weight): void {
    if (weight === 'light') this.#lightAt = this.#clock.elapsed();
  }

  /** Of whom a group is to be stored now, with so many groups of so many messages under way; null for nobody. */
  next(underWay: number, messagesUnderWay: number): Share | null {
    const { messages } = this.#waiting;
    if (messages === 0) return null;
    const isWorthIt = messages >= Math.max(worthAnotherGroup, messagesUnderWay);
    const isFree = underWay === 0 || (underWay < mostUnderWay && isWorthIt);
    if (!this.#isMixed()) return isFree ? 'all' : null;
    const mayBeHeavy = this.#waiting.has('heavy') && !this.#isHeavyUnderWay && !this.#isResting;
    if (!this.#waiting.has('light')) return mayBeHeavy && underWay === 0 ? 'heavy' : null;
    if (mayBeHeavy && this.#last === 'light' && underWay < mostUnderWay) return 'heavy';
    return isFree || (underWay < mostUnderWay && this.#isHeavyUnderWay) ? 'light' : null;
  }

  /** What that group may hold. */
  limits(share: Share, { messages, cost }: GroupLimits): GroupLimits {
    return { messages, cost: share === 'heavy' ? Math.min(quantum, cost) : cost };
  }

  taken(share: Share): void {
    this.#last = share;
    this.#isHeavyUnderWay ||= share === 'heavy';
  }

  /** A group is stored, or has failed. @returns for how long the heavy are to rest; null for not at all. */
  done(share: Share, took: number): Milliseconds | null {
    if (share !== 'heavy') return null;
    this.#isHeavyUnderWay = false;
    if (this.#sinceLight() > restMilliseconds) return null;
    this.#isResting = true;
    return milliseconds(Math.min(longestRest, Math.max(shortestRest, Math.ceil(took))));
  }

  rested(): void {
    this.#isResting = false;
  }

  /** Some cars have much to send, while others send little. */
  #isMixed(): boolean {
    const isHeavy = this.#isHeavyUnderWay || this.#waiting.has('heavy');
    return isHeavy && this.#sinceLight() < lightMilliseconds;
  }

  #sinceLight(): number {
    return this.#clock.elapsed() - this.#lightAt;
  }
}
