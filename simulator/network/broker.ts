import type { Broker, BrokerAddress, BrokerHooks } from '../../gateway/ports.ts';
import { type CarId, carId } from '../../protocol/ids.ts';
import { BrokerSession, type SessionHost } from './broker-session.ts';
import type { Connection } from './connection.ts';
import { matchesFilter } from './topic-filter.ts';

/** How many topics may hold a retained message. */
const mostRetained = 100_000;

/** Sees what passes the broker: a car's message as it arrives, the gateway's as it leaves. */
export interface BrokerWitness {
  brought(login: string, topic: string, payload: Uint8Array): void;
  sent(topic: string, payload: Uint8Array): void;
}

/** The broker in front of the gateway, without TCP. Sessions are clean, and end with it. */
export class BrokerTwin implements Broker {
  /** All connections, each with its session; and of these the sessions that are authenticated. */
  readonly #connections = new Map<Connection, BrokerSession>();
  readonly #sessions = new Set<BrokerSession>();
  readonly #retained = new Map<string, Uint8Array>();
  readonly #witness: BrokerWitness | undefined;
  #host: SessionHost | null = null;

  constructor(witness?: BrokerWitness) {
    this.#witness = witness;
  }

  get listening(): boolean {
    return this.#host !== null;
  }

  async listen(hooks: BrokerHooks): Promise<BrokerAddress> {
    this.#host = {
      hooks,
      brought: (login, topic, payload) => this.#witness?.brought(login, topic, payload),
      opened: (session) => this.#opened(session),
      ended: (session) => this.#sessions.delete(session),
      forward: (topic, payload, retain) => this.#forward(topic, payload, retain),
      retained: (filter) => [...this.#retained].filter(([topic]) => matchesFilter(filter, topic)),
    };
    return { host: 'simulated', port: 1883 };
  }

  async publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void> {
    if (this.#host !== null) this.#witness?.sent(topic, payload);
    this.#forward(topic, payload, options.retain);
  }

  /** Hands a car's message to the gateway a second time, as a broker outside may after a reconnect; nobody hears of it. */
  repeat(login: string, topic: string, payload: Uint8Array): void {
    const { hooks } = this.#host ?? {};
    const peer = { kind: 'car', car: carId(login) } as const;
    if (hooks?.mayPublish(peer, topic) === true) hooks.received(peer, topic, payload).catch(() => {});
  }

  disconnect(car: CarId): void {
    for (const session of [...this.#sessions]) {
      if (session.peer?.kind === 'car' && session.peer.car === car) session.close('closed by the gateway');
    }
  }

  /** Wills are not published: it is the broker that goes, not the cars. */
  async close(): Promise<void> {
    this.#host = null;
    for (const session of [...this.#connections.values()]) {
      session.close('the broker shuts down', { publishWill: false });
    }
  }

  /** The process is gone: connections break, retained messages are lost, the hooks hear nothing. */
  crash(): void {
    this.#host = null;
    this.#sessions.clear();
    this.#retained.clear();
    for (const [connection, session] of [...this.#connections]) {
      session.abandon();
      connection.cut('connection reset');
    }
  }

  /** Takes a new connection; false when nobody listens. */
  accept(connection: Connection): boolean {
    if (this.#host === null) return false;
    const session = new BrokerSession(this.#host, connection);
    this.#connections.set(connection, session);
    connection.onEnd(() => this.#connections.delete(connection));
    connection.accept(session);
    return true;
  }

  #opened(session: BrokerSession): void {
    for (const other of [...this.#sessions]) {
      if (other.client === session.client) other.close('taken over by another session');
    }
    this.#sessions.add(session);
  }

  #forward(topic: string, payload: Uint8Array, retain: boolean): void {
    if (this.#host === null) return;
    if (retain) this.#retain(topic, payload);
    for (const session of this.#sessions) session.forward(topic, payload);
  }

  #retain(topic: string, payload: Uint8Array): void {
    if (payload.length === 0) {
      this.#retained.delete(topic);
      return;
    }
    if (this.#retained.size >= mostRetained) throw new Error(`more than ${mostRetained} retained messages`);
    this.#retained.set(topic, payload);
  }
}
