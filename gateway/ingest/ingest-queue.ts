import { Fault, messageOf } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { Cancel, Clock, Log, Timers } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { CarQueue, type Waiting } from './car-queue.ts';
import type { AfterCommit, ArrivedMessage, IngestResult, Outgoing } from './message.ts';
import { type Share, Turns } from './turns.ts';

/** Bounds of what waits for COMMIT (D4, D13). */
export interface IngestLimits {
  readonly mostWaitingMessages: number;
  readonly mostWaitingBytes: number;
  readonly mostGroupedMessages: number;
  readonly mostGroupedBytes: number;
  readonly commitSeconds: number;
}

type MaybeLater<T> = T | Promise<T>;

export interface IngestQueueParts {
  readonly ingest: (messages: readonly ArrivedMessage[]) => MaybeLater<IngestResult>;
  readonly settle: () => MaybeLater<AfterCommit>;
  /** Called after COMMIT. */
  readonly publish: (receipts: readonly Outgoing[]) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly limits: IngestLimits;
}

/** How storing goes: `red` while nothing can be acknowledged, or not what some car sends, or bills cannot be written. */
export interface IngestHealth {
  readonly state: 'green' | 'red';
  /** Why it is red. */
  readonly reason: string | null;
  readonly waitingMessages: number;
  readonly waitingBytes: number;
  readonly lastCommitAt: EpochMilliseconds | null;
}

/** What a message that is rejected costs more than one that is stored (as `CarQueue` counts). */
const costOfRejecting = 1000;
/** With messages always waiting, what comes after the PUBACKs gets its turn after so long. */
const longestUnsettled = 100;
const settleAgain = milliseconds(1000);

/**
 * Hands messages to the store in groups: while some are under way the next gathers, so that many cars share a COMMIT
 * (D11). Nothing is acknowledged before its COMMIT (D3).
 */
export class IngestQueue {
  readonly #parts: IngestQueueParts;
  readonly #waiting = new CarQueue();
  readonly #underWay = new Set<readonly Waiting[]>();
  #red: string | null = null;
  /** More than a status was among what failed, which cars send again. */
  #hasFailedWriting = false;
  /** Why the last settling failed. */
  #unsettledReason: string | null = null;
  /** Cars whose last message the database refused: a defect here, which blocks them for good. */
  readonly #refused = new Set<CarId>();
  #closed = false;
  #lastCommitAt: EpochMilliseconds | null = null;
  #whenIdle: (() => void)[] = [];
  #settling = false;
  #unsettled = false;
  #settledAt: number;
  #settleTimer: Cancel | null = null;
  readonly #turns: Turns;

  constructor(parts: IngestQueueParts) {
    this.#parts = parts;
    this.#turns = new Turns(this.#waiting, parts.clock);
    this.#settledAt = parts.clock.elapsed();
  }

  /**
   * Resolves once the message is committed.
   * @throws {Fault} `gateway-busy`, `no-commit` or `stopping`: then it must not be acknowledged.
   */
  add(message: ArrivedMessage): Promise<void> {
    const refusal = this.#refusal(message);
    if (refusal !== null) return Promise.reject(refusal);
    return new Promise((stored, failed) => {
      const weight = this.#waiting.add({ message, stored, failed }, this.#parts.clock.elapsed());
      this.#turns.arrived(weight);
      this.#goOn();
    });
  }

  /** Does what was left to be done after COMMIT, as after a restart. */
  settle(): void {
    this.#unsettled = true;
    this.#goOn();
  }

  /** Takes no more, and resolves when what was taken is stored or has failed, and receipts are out. */
  close(): Promise<void> {
    this.#closed = true;
    this.#cancelSettling();
    if (!this.#isIdle()) return new Promise((resolve) => this.#whenIdle.push(resolve));
    return Promise.resolve();
  }

  health(): IngestHealth {
    const reason = this.#red ?? this.#unsettledReason ?? this.#refusedText();
    return {
      state: reason === null ? 'green' : 'red',
      reason,
      waitingMessages: this.#waiting.messages + this.#messagesUnderWay(),
      waitingBytes: this.#waiting.bytes,
      lastCommitAt: this.#lastCommitAt,
    };
  }

  #messagesUnderWay(): number {
    let messages = 0;
    for (const group of this.#underWay) messages += group.length;
    return messages;
  }

  #refusedText(): string | null {
    const [car] = this.#refused;
    if (car === undefined) return null;
    const others = this.#refused.size > 1 ? ` and of ${this.#refused.size - 1} more` : '';
    return `the database refuses messages of ${car}${others}: the log says why`;
  }

  #refusal({ payload }: ArrivedMessage): Fault | null {
    const { mostWaitingMessages, mostWaitingBytes } = this.#parts.limits;
    if (this.#closed) return unacknowledged('stopping', 'the gateway is stopping');
    if (this.#red !== null && this.#underWay.size > 0) return unacknowledged('no-commit', this.#red);
    const { messages, bytes } = this.#waiting;
    const isFull = messages >= mostWaitingMessages || bytes + payload.length > mostWaitingBytes;
    return isFull ? unacknowledged('gateway-busy', `${messages} messages wait to be stored`) : null;
  }

  #goOn(): void {
    for (let next = this.#next(); next !== null; next = this.#next()) void this.#store(next);
    if (this.#isTimeToSettle()) void this.#settle();
    if (this.#isIdle()) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #next(): Share | null {
    return this.#isTimeToSettle() ? null : this.#turns.next(this.#underWay.size, this.#messagesUnderWay());
  }

  /** The store is asked for it when it has nothing else to do, or after some time. */
  #isTimeToSettle(): boolean {
    if (!this.#unsettled || this.#settling) return false;
    const isQuiet = this.#waiting.messages === 0 && this.#underWay.size === 0;
    return isQuiet || this.#parts.clock.elapsed() - this.#settledAt >= longestUnsettled;
  }

  async #store(share: Share): Promise<void> {
    const group = this.#take(share);
    const begun = this.#parts.clock.elapsed();
    const stopWatching = this.#watch(group);
    let outcomes: IngestResult['outcomes'] = [];
    try {
      const result = await this.#parts.ingest(group.map(({ message }) => message));
      outcomes = result.outcomes;
      this.#committed(group, result);
    } catch (error) {
      this.#failAll(`not stored: ${messageOf(error)}`, group);
    } finally {
      stopWatching();
      this.#giveBack(group, outcomes);
      this.#restAfter(share, this.#parts.clock.elapsed() - begun);
      this.#goOn();
    }
  }

  #take(share: Share): readonly Waiting[] {
    const { mostGroupedMessages: messages, mostGroupedBytes: cost } = this.#parts.limits;
    const limits = this.#turns.limits(share, { messages, cost });
    const group = this.#waiting.take(limits, share === 'all' ? undefined : share);
    this.#turns.taken(share);
    this.#underWay.add(group);
    return group;
  }

  #giveBack(group: readonly Waiting[], outcomes: IngestResult['outcomes']): void {
    this.#underWay.delete(group);
    for (const [at, { message }] of group.entries())
      if (outcomes[at] === 'rejected') this.#waiting.charge(message, costOfRejecting);
  }

  #restAfter(share: Share, took: number): void {
    const rest = this.#turns.done(share, took);
    if (rest === null) return;
    this.#parts.timers.after(rest, () => {
      this.#turns.rested();
      this.#goOn();
    });
  }

  #committed(group: readonly Waiting[], result: IngestResult): void {
    this.#seen(group, result.outcomes);
    group.forEach(({ message: { car }, stored, failed }, at) => {
      if (result.outcomes[at] === 'failed') {
        this.#refused.add(car);
        failed(unacknowledged('no-commit', 'the database refused it'));
      } else {
        this.#refused.delete(car);
        stored();
      }
    });
    this.#after(result);
  }

  /** Where records failed, that a status comes through is no sign: it needs no room on a disk. */
  #seen(group: readonly Waiting[], outcomes: IngestResult['outcomes']): void {
    const { log, clock } = this.#parts;
    const done = group.flatMap(({ message }, at) => (isWriting(message) ? [outcomes[at]] : []));
    if (done.some((outcome) => outcome === 'stored' || outcome === 'rejected'))
      this.#lastCommitAt = clock.wall();
    const isSign = !this.#hasFailedWriting || done.some((outcome) => outcome !== 'failed');
    if (this.#red === null || !isSign) return;
    log.info({}, 'messages are stored again');
    this.#red = null;
    this.#hasFailedWriting = false;
  }

  async #settle(): Promise<void> {
    this.#settling = true;
    this.#unsettled = false;
    this.#settledAt = this.#parts.clock.elapsed();
    try {
      this.#after(await this.#parts.settle());
      this.#unsettledReason = null;
    } catch (error) {
      this.#parts.log.error({ reason: messageOf(error) }, 'receipts and statements have to wait');
      this.#unsettledReason = `receipts and statements have to wait: ${messageOf(error)}`;
      this.#settleAfter(settleAgain);
    } finally {
      this.#settling = false;
      this.#goOn();
    }
  }

  #after({ receipts, settleIn }: AfterCommit): void {
    this.#parts.publish(receipts);
    if (settleIn === 0) this.#unsettled = true;
    else if (settleIn !== null) this.#settleAfter(settleIn);
  }

  #settleAfter(delay: Milliseconds): void {
    if (this.#settleTimer !== null || this.#closed) return;
    this.#settleTimer = this.#parts.timers.after(delay, () => {
      this.#settleTimer = null;
      this.settle();
    });
  }

  #cancelSettling(): void {
    this.#settleTimer?.();
    this.#settleTimer = null;
  }

  /** Ten seconds without COMMIT: what waits is not acknowledged, so that the cars connect anew and send again (D4). */
  #watch(group: readonly Waiting[]): Cancel {
    const { timers, limits } = this.#parts;
    return timers.after(milliseconds(limits.commitSeconds * 1000), () =>
      this.#failAll(`no COMMIT for ${limits.commitSeconds} s`, [...group, ...this.#waiting.takeAll()]),
    );
  }

  #failAll(reason: string, failed: readonly Waiting[]): void {
    this.#red = reason;
    this.#hasFailedWriting ||= failed.some(({ message }) => isWriting(message));
    this.#parts.log.error({ messages: failed.length, reason }, 'messages are not stored');
    for (const each of failed) each.failed(unacknowledged('no-commit', reason));
  }

  #isIdle(): boolean {
    return this.#waiting.messages === 0 && this.#underWay.size === 0 && !this.#settling;
  }
}

const isWriting = ({ topic }: ArrivedMessage): boolean => topic !== 'status';

/** The car sends again; what it sends may be stored already, which does no harm (D4). */
const unacknowledged = (code: string, message: string): Fault =>
  new Fault({ code, blame: 'receiver', temporary: true, mayHaveHappened: true }, message);
