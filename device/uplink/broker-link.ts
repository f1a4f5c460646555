import { messageOf } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import { encodeStatus } from '../../protocol/messages/status.ts';
import { type Cancel, fraction, type Log, type Random, type Timers } from '../../protocol/runtime.ts';
import { topicOf } from '../../protocol/topics.ts';
import type { Mqtt, MqttSession } from '../ports.ts';
import { backoff } from './backoff.ts';
import {
  type Connection,
  type ConnectionEffect,
  type ConnectionInput,
  connectionTransition,
} from './connection.ts';

export interface BrokerLinkOptions {
  readonly car: CarId;
  readonly mqtt: Mqtt;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** A fresh session is there, and nothing is under way on it. */
  readonly onOnline: () => void;
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
}

/** Keeps one session with the broker, as long as it runs; whoever calls learns whether the session stood the call. */
export class BrokerLink {
  readonly #options: BrokerLinkOptions;
  #connection: Connection = { kind: 'stopped' };
  #session: MqttSession | null = null;
  /** Counts connects: what a session of an earlier one still says is not heard. */
  #attempt = 0;
  #cancelWait: Cancel = () => {};

  constructor(options: BrokerLinkOptions) {
    this.#options = options;
  }

  get isOnline(): boolean {
    return this.#connection.kind === 'online';
  }

  start(): void {
    this.#input({ kind: 'start' });
  }

  async stop(): Promise<void> {
    this.#cancelWait();
    const session = this.#session;
    this.#input({ kind: 'stop' });
    if (session !== null) await this.#close(session);
  }

  /** Whether it was done, on the session that still stands. A call that fails ends the session: another follows it. */
  async call(what: string, work: (session: MqttSession) => Promise<void>): Promise<boolean> {
    const session = this.#session;
    if (session === null) return false;
    try {
      await work(session);
      return session === this.#session;
    } catch (thrown) {
      if (session !== this.#session) return false;
      this.#options.log.warn({ what, reason: messageOf(thrown) }, 'broker call failed');
      this.#input({ kind: 'lost' });
      await this.#close(session);
      return false;
    }
  }

  #input(input: ConnectionInput): void {
    const { connection, effects } = connectionTransition(this.#connection, input);
    this.#connection = connection;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case 'connect':
        void this.#connect(++this.#attempt);
        return;
      case 'wait':
        this.#leave();
        this.#cancelWait = this.#options.timers.after(
          backoff(effect.failures, fraction(this.#options.random)),
          () => this.#input({ kind: 'timer' }),
        );
        return;
      case 'greet':
        this.#options.onOnline();
        return;
      case 'disconnect':
        this.#leave();
        return;
    }
  }

  #leave(): void {
    this.#session = null;
    this.#attempt++;
  }

  async #connect(attempt: number): Promise<void> {
    const { mqtt, car, log, onMessage } = this.#options;
    const lastWill = { topic: topicOf(car, 'status'), payload: encodeStatus({ state: 'offline' }) };
    const events = {
      message: (topic: string, payload: Uint8Array) => attempt === this.#attempt && onMessage(topic, payload),
      closed: (reason: string) => attempt === this.#attempt && this.#lost(reason),
    };
    try {
      const session = await mqtt.connect(lastWill, events);
      if (attempt !== this.#attempt) return await this.#close(session);
      this.#session = session;
      this.#input({ kind: 'connected' });
    } catch (thrown) {
      if (attempt !== this.#attempt) return;
      log.warn({ reason: messageOf(thrown) }, 'broker not reached');
      this.#input({ kind: 'lost' });
    }
  }

  #lost(reason: string): void {
    this.#options.log.info({ reason }, 'broker connection closed');
    this.#input({ kind: 'lost' });
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
