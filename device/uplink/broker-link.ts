import { messageOf } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import { encodeStatus } from '../../protocol/messages/status.ts';
import {
  type Cancel,
  type Clock,
  fraction,
  type Log,
  type Random,
  type Timers,
} from '../../protocol/runtime.ts';
import { topicOf } from '../../protocol/topics.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { BrokerAddress, Mqtt, MqttSession } from '../ports.ts';
import { backoff } from './backoff.ts';
import {
  type Connection,
  type ConnectionEffect,
  type ConnectionInput,
  connectionTransition,
  type LossCause,
  steadyMilliseconds,
} from './connection.ts';

/** A broker that has not answered for so long will not: CONNACK, SUBACK, PUBACK, PINGRESP. */
const answerMilliseconds = milliseconds(30_000);
/** A connection that closes while a call has waited for so long closes for want of an answer. */
const promptMilliseconds = 5_000;

export interface BrokerLinkOptions {
  readonly car: CarId;
  readonly mqtt: Mqtt;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** Where it is now; undefined where the configuration says it. */
  readonly broker: () => BrokerAddress | undefined;
  /** A fresh session is there, and nothing is under way on it. */
  readonly onOnline: () => void;
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
  /** Whether another client seems to use the car's name. */
  readonly onTakenOver: (isTaken: boolean) => void;
}

/** Keeps one session with the broker, as long as it runs; whoever calls learns whether the session stood the call. */
export class BrokerLink {
  readonly #options: BrokerLinkOptions;
  #connection: Connection = { kind: 'stopped' };
  #session: MqttSession | null = null;
  /** Counts connects: what a session of an earlier one still says is not heard. */
  #attempt = 0;
  /** When each call that waits for its answer was made, oldest first. */
  readonly #waiting = new Set<{ readonly since: Milliseconds }>();
  #cancelTimer: Cancel = () => {};

  constructor(options: BrokerLinkOptions) {
    this.#options = options;
  }

  get isOnline(): boolean {
    return this.#connection.kind === 'online';
  }

  start(): void {
    this.#input({ kind: 'start' });
  }

  /** The broker has taken the car's greeting. */
  greeted(): void {
    this.#input({ kind: 'greeted' });
  }

  async stop(): Promise<void> {
    const session = this.#session;
    this.#input({ kind: 'stop' });
    if (session !== null) await this.#close(session);
  }

  /** Another session in place of the one that stands or is being tried, as with another broker. */
  async reconnect(): Promise<void> {
    if (this.#connection.kind === 'stopped') return;
    const session = this.#session;
    this.#input({ kind: 'stop' });
    const attempt = this.#attempt;
    if (session !== null) await this.#answered(this.#close(session)).catch(() => {});
    if (attempt === this.#attempt) this.#input({ kind: 'start' });
  }

  /** Whether it was done, on the session that still stands. A call that fails ends the session: another follows it. */
  async call(what: string, work: (session: MqttSession) => Promise<void>): Promise<boolean> {
    const session = this.#session;
    if (session === null) return false;
    const call = { since: this.#options.clock.elapsed() };
    this.#waiting.add(call);
    try {
      await this.#answered(work(session));
      return session === this.#session;
    } catch (thrown) {
      if (session !== this.#session) return false;
      this.#options.log.warn({ what, reason: messageOf(thrown) }, 'broker call failed');
      this.#lost('silent');
      void this.#close(session);
      return false;
    } finally {
      this.#waiting.delete(call);
    }
  }

  /** @throws {Error} where no answer comes in time: a broker may accept a connection and then say nothing. */
  #answered<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.timers.after(answerMilliseconds, () =>
        reject(new Error(`no answer within ${answerMilliseconds} ms`)),
      );
      work.then(resolve, reject).finally(cancel);
    });
  }

  #input(input: ConnectionInput): void {
    const { connection, effects } = connectionTransition(this.#connection, input);
    this.#connection = connection;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ConnectionEffect): void {
    const { random, onOnline, onTakenOver } = this.#options;
    switch (effect.kind) {
      case 'connect':
        void this.#connect(++this.#attempt);
        return;
      case 'wait':
        this.#leave();
        this.#after(backoff(effect.failures, fraction(random)), { kind: 'timer' });
        return;
      case 'greet':
        this.#after(milliseconds(steadyMilliseconds), { kind: 'steady' });
        onOnline();
        return;
      case 'disconnect':
        this.#leave();
        return;
      case 'taken-over':
      case 'own-again':
        onTakenOver(effect.kind === 'taken-over');
        return;
    }
  }

  #after(delay: Milliseconds, input: ConnectionInput): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.timers.after(delay, () => this.#input(input));
  }

  #leave(): void {
    this.#cancelTimer();
    this.#waiting.clear();
    this.#session = null;
    this.#attempt++;
  }

  async #connect(attempt: number): Promise<void> {
    const { mqtt, car, clock, log, onMessage, broker } = this.#options;
    const lastWill = { topic: topicOf(car, 'status'), payload: encodeStatus({ state: 'offline' }) };
    const connecting = mqtt.connect(
      lastWill,
      {
        message: (topic, payload) => attempt === this.#attempt && onMessage(topic, payload),
        closed: (reason, byBroker) => attempt === this.#attempt && this.#closed(reason, byBroker),
      },
      broker(),
    );
    try {
      const session = await this.#answered(connecting);
      if (attempt !== this.#attempt) return await this.#close(session);
      this.#session = session;
      this.#input({ kind: 'connected', at: clock.elapsed() });
    } catch (thrown) {
      if (attempt !== this.#attempt) return;
      log.warn({ reason: messageOf(thrown) }, 'broker not reached');
      this.#lost('network');
      // Should it come after all, it is not wanted any more.
      connecting.then((session) => this.#close(session)).catch(() => {});
    }
  }

  #closed(reason: string, byBroker: boolean): void {
    const [oldest] = this.#waiting;
    const waited = oldest === undefined ? 0 : this.#options.clock.elapsed() - oldest.since;
    this.#options.log.info({ reason }, 'broker connection closed');
    if (waited >= promptMilliseconds) this.#lost('silent');
    else this.#lost(byBroker ? 'broker' : 'network');
  }

  #lost(cause: LossCause): void {
    this.#input({ kind: 'lost', at: this.#options.clock.elapsed(), cause });
  }

  /** A session that is given up: whether it closes in good order changes nothing any more. */
  async #close(session: MqttSession): Promise<void> {
    try {
      await session.close();
    } catch (thrown) {
      this.#options.log.debug({ reason: messageOf(thrown) }, 'session not closed in good order');
    }
  }
}
