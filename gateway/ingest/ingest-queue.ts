import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Cancel, Clock, Log, Timers } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, milliseconds } from '../../protocol/units.ts';
import { CarQueue, type Waiting } from './car-queue.ts';
import type { AfterCommit, ArrivedMessage, IngestResult, Outgoing } from './message.ts';
import { Settling } from './settling.ts';
import { StoreHealth } from './store-health.ts';
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

/**
 * Hands messages to the store in groups: while some are under way the next gathers, so that many cars share a COMMIT
 * (D11). Nothing is acknowledged before its COMMIT (D3).
 */
export class IngestQueue {
  readonly #parts: IngestQueueParts;
  readonly #waiting = new CarQueue();
  readonly #underWay = new Set<readonly Waiting[]>();
  readonly #health = new StoreHealth();
  readonly #settling: Settling;
  readonly #turns: Turns;
  #closed = false;
  #whenIdle: (() => void)[] = [];

  constructor(parts: IngestQueueParts) {
    this.#parts = parts;
    this.#turns = new Turns(this.#waiting, parts.clock);
    this.#settling = new Settling(parts, () => this.#goOn());
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
    this.#settling.ask();
  }

  /** Takes no more, and resolves when what was taken is stored or has failed, and receipts are out. */
  close(): Promise<void> {
    this.#closed = true;
    this.#settling.close();
    if (!this.#isIdle()) return new Promise((resolve) => this.#whenIdle.push(resolve));
    return Promise.resolve();
  }

  health(): IngestHealth {
    const { reason, lastCommitAt } = this.#health;
    return {
      state: reason === null ? 'green' : 'red',
      reason,
      waitingMessages: this.#waiting.messages + this.#messagesUnderWay(),
      waitingBytes: this.#waiting.bytes,
      lastCommitAt,
    };
  }

  #messagesUnderWay(): number {
    let messages = 0;
    for (const group of this.#underWay) messages += group.length;
    return messages;
  }

  #refusal({ payload }: ArrivedMessage): Fault | null {
    const { mostWaitingMessages, mostWaitingBytes } = this.#parts.limits;
    if (this.#closed) return unacknowledged('stopping', 'the gateway is stopping');
    const { noCommit } = this.#health;
    if (noCommit !== null && this.#underWay.size > 0) return unacknowledged('no-commit', noCommit);
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

  #isTimeToSettle(): boolean {
    return this.#settling.isDue(this.#waiting.messages === 0 && this.#underWay.size === 0);
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
    const { log, clock } = this.#parts;
    const messages = group.map(({ message }) => message);
    if (this.#health.committed(messages, result.outcomes, clock.wall()))
      log.info({}, 'messages are stored again');
    group.forEach(({ message, stored, failed }, at) => {
      const outcome = result.outcomes[at];
      this.#health.became(outcome, message);
      if (outcome === 'failed') failed(unacknowledged('no-commit', 'the database refused it'));
      else stored();
    });
    this.#after(result);
  }

  async #settle(): Promise<void> {
    this.#settling.begin();
    try {
      this.#after(await this.#parts.settle());
      this.#health.settled();
    } catch (error) {
      this.#parts.log.error({ reason: messageOf(error) }, 'receipts and statements have to wait');
      this.#health.unsettled(messageOf(error));
      this.#settling.tryAgain();
    } finally {
      this.#settling.end();
      this.#goOn();
    }
  }

  #after({ receipts, settleIn }: AfterCommit): void {
    this.#parts.publish(receipts);
    this.#settling.next(settleIn);
  }

  /** Ten seconds without COMMIT: what waits is not acknowledged, so that the cars connect anew and send again (D4). */
  #watch(group: readonly Waiting[]): Cancel {
    const { timers, limits } = this.#parts;
    return timers.after(milliseconds(limits.commitSeconds * 1000), () =>
      this.#failAll(`no COMMIT for ${limits.commitSeconds} s`, [...group, ...this.#waiting.takeAll()]),
    );
  }

  #failAll(reason: string, failed: readonly Waiting[]): void {
    this.#health.failed(
      reason,
      failed.map(({ message }) => message),
    );
    this.#parts.log.error({ messages: failed.length, reason }, 'messages are not stored');
    for (const each of failed) each.failed(unacknowledged('no-commit', reason));
  }

  #isIdle(): boolean {
    return this.#waiting.messages === 0 && this.#underWay.size === 0 && !this.#settling.isUnderWay;
  }
}

/** The car sends again; what it sends may be stored already, which does no harm (D4). */
const unacknowledged = (code: string, message: string): Fault =>
  new Fault({ code, blame: 'receiver', temporary: true, mayHaveHappened: true }, message);
