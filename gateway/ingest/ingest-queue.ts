import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Cancel, Clock, Log, Timers } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, milliseconds } from '../../protocol/units.ts';
import type { ArrivedMessage, IngestResult, Outgoing } from './message.ts';

/** Bounds of what waits for COMMIT (D4, D13). */
export interface IngestLimits {
  readonly mostWaitingMessages: number;
  readonly mostWaitingBytes: number;
  readonly mostGroupedMessages: number;
  readonly commitSeconds: number;
}

export interface IngestQueueParts {
  readonly ingest: (messages: readonly ArrivedMessage[]) => IngestResult | Promise<IngestResult>;
  /** Called after COMMIT. */
  readonly publish: (receipts: readonly Outgoing[]) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly limits: IngestLimits;
}

/** How storing goes: `red` while nothing can be acknowledged. */
export interface IngestHealth {
  readonly state: 'green' | 'red';
  /** Why it is red. */
  readonly reason: string | null;
  readonly waitingMessages: number;
  readonly waitingBytes: number;
  readonly lastCommitAt: EpochMilliseconds | null;
}

interface Waiting {
  readonly message: ArrivedMessage;
  stored(): void;
  failed(fault: Fault): void;
}

/**
 * Hands messages to the store in groups, one group at a time: while one is under way the next gathers, so that many cars
 * share a COMMIT (D11). Nothing is acknowledged before its COMMIT (D3).
 */
export class IngestQueue {
  readonly #parts: IngestQueueParts;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #underWay: Waiting[] = [];
  #red: string | null = null;
  #closed = false;
  #lastCommitAt: EpochMilliseconds | null = null;
  #whenIdle: (() => void)[] = [];

  constructor(parts: IngestQueueParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once the message is committed.
   * @throws {Fault} `gateway-busy`, `no-commit` or `stopping`: then it must not be acknowledged.
   */
  add(message: ArrivedMessage): Promise<void> {
    const refusal = this.#refusal(message);
    if (refusal !== null) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, stored: resolve, failed: reject });
      this.#waitingBytes += message.payload.length;
      if (this.#underWay.length === 0) void this.#store();
    });
  }

  /** Takes no more, and resolves when what was taken is stored or has failed. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#isIdle() ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  health(): IngestHealth {
    return {
      state: this.#red === null ? 'green' : 'red',
      reason: this.#red,
      waitingMessages: this.#waiting.length + this.#underWay.length,
      waitingBytes: this.#waitingBytes,
      lastCommitAt: this.#lastCommitAt,
    };
  }

  #refusal({ payload }: ArrivedMessage): Fault | null {
    const { mostWaitingMessages, mostWaitingBytes } = this.#parts.limits;
    if (this.#closed) return unacknowledged('stopping', 'the gateway is stopping');
    if (this.#red !== null && this.#underWay.length > 0) return unacknowledged('no-commit', this.#red);
    const isFull =
      this.#waiting.length >= mostWaitingMessages || this.#waitingBytes + payload.length > mostWaitingBytes;
    return isFull
      ? unacknowledged('gateway-busy', `${this.#waiting.length} messages wait to be stored`)
      : null;
  }

  async #store(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#underWay = this.#waiting.splice(0, this.#parts.limits.mostGroupedMessages);
      for (const { message } of this.#underWay) this.#waitingBytes -= message.payload.length;
      const stopWatching = this.#watch();
      try {
        this.#committed(await this.#parts.ingest(this.#underWay.map(({ message }) => message)));
      } catch (error) {
        this.#failAll(`not stored: ${messageOf(error)}`, this.#underWay);
      } finally {
        stopWatching();
        this.#underWay = [];
      }
    }
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #committed({ receipts }: IngestResult): void {
    const { log, clock, publish } = this.#parts;
    if (this.#red !== null) log.info({}, 'messages are stored again');
    this.#red = null;
    this.#lastCommitAt = clock.wall();
    for (const { stored } of this.#underWay) stored();
    publish(receipts);
  }

  /** Ten seconds without COMMIT: what waits is not acknowledged, so that the cars connect anew and send again (D4). */
  #watch(): Cancel {
    const { timers, limits } = this.#parts;
    return timers.after(milliseconds(limits.commitSeconds * 1000), () => {
      const waiting = this.#waiting.splice(0);
      this.#waitingBytes = 0;
      this.#failAll(`no COMMIT for ${limits.commitSeconds} s`, [...this.#underWay, ...waiting]);
    });
  }

  #failAll(reason: string, failed: readonly Waiting[]): void {
    this.#red = reason;
    this.#parts.log.error({ messages: failed.length, reason }, 'messages are not stored');
    for (const each of failed) each.failed(unacknowledged('no-commit', reason));
  }

  #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#underWay.length === 0;
  }
}

/** The car sends again; what it sends may be stored already, which does no harm (D4). */
const unacknowledged = (code: string, message: string): Fault =>
  new Fault({ code, blame: 'receiver', temporary: true, mayHaveHappened: true }, message);
