import type { CarId } from '../protocol/ids.ts';
import type { Clock, Log, Random, Timers } from '../protocol/runtime.ts';

/** Who is at the other end of an MQTT connection. An observer only reads. */
export type Peer =
  | { readonly kind: 'car'; readonly car: CarId }
  | { readonly kind: 'observer'; readonly name: string };

/** What the broker asks the gateway. All but `received` and `authenticate` answer at once. */
export interface BrokerHooks {
  /** The peer, or null where name or password is wrong. */
  authenticate(username: string, password: Uint8Array): Promise<Peer | null>;
  mayPublish(peer: Peer, topic: string): boolean;
  maySubscribe(peer: Peer, filter: string): boolean;
  /**
   * A message at QoS 1, or a last will. PUBACK waits for the promise (D3); a rejection closes the connection without
   * PUBACK. Called in the order of each connection's packets, the next one without waiting for the answer to the last.
   */
  received(peer: Peer, topic: string, payload: Uint8Array): Promise<void>;
  connected(peer: Peer): void;
  disconnected(peer: Peer): void;
}

/** Where a broker can be reached. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** The MQTT broker in front of the gateway: embedded (aedes) or its twin. */
export interface Broker {
  /** @throws {Fault} `port-taken` when the port asked for is in use. */
  listen(hooks: BrokerHooks): Promise<BrokerAddress>;
  /** Publishes at QoS 1 to whoever has subscribed. */
  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void>;
  /** Closes all connections of a car, as after ten seconds without COMMIT (D4). */
  disconnect(car: CarId): void;
  close(): Promise<void>;
}

/** What a gateway gets from outside besides its store (D1). */
export interface GatewayPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly broker: Broker;
}
