import type { LastWill } from '../../device/ports.ts';
import type { BrokerHooks, Peer } from '../../gateway/ports.ts';
import { messageOf } from '../../protocol/errors.ts';
import type { Connection, ConnectionEnd } from './connection.ts';
import type { BrokerPacket, ClientPacket } from './packets.ts';
import { matchesFilter } from './topic-filter.ts';

/** What a session needs of its broker. */
export interface SessionHost {
  readonly hooks: BrokerHooks;
  /** A message has arrived that its sender may send. */
  brought(login: string, topic: string, payload: Uint8Array): void;
  /** A session has been authenticated; takes over from one of the same client. */
  opened(session: BrokerSession): void;
  ended(session: BrokerSession): void;
  /** Passes a message on to the subscribers, after it was received. */
  forward(topic: string, payload: Uint8Array, retain: boolean): void;
  /** Retained messages that match, for a new subscription. */
  retained(filter: string): Iterable<readonly [topic: string, payload: Uint8Array]>;
}

type State =
  | { readonly name: 'new' }
  | { readonly name: 'open'; readonly peer: Peer; readonly will: LastWill }
  | { readonly name: 'ended' };

/** The broker's side of one connection. */
export class BrokerSession implements ConnectionEnd<ClientPacket> {
  /** Login and client id: who takes over from whom. */
  client = '';
  readonly #host: SessionHost;
  readonly #connection: Connection;
  /** What it has subscribed to: single topics, and patterns of them. */
  readonly #filters = new Set<string>();
  readonly #patterns: string[] = [];
  #state: State = { name: 'new' };
  /** Settles when all messages so far are received: acknowledgements go out in order. */
  #received: Promise<unknown> = Promise.resolve();

  constructor(host: SessionHost, connection: Connection) {
    this.#host = host;
    this.#connection = connection;
  }

  get peer(): Peer | null {
    return this.#state.name === 'open' ? this.#state.peer : null;
  }

  receive(packet: ClientPacket): void {
    if (this.#state.name === 'ended') return;
    switch (packet.kind) {
      case 'connect':
        this.#authenticate(packet);
        return;
      case 'publish':
        this.#publish(packet);
        return;
      case 'subscribe':
        this.#subscribe(packet.id, packet.filter);
        return;
      case 'pingreq':
        this.#send({ kind: 'pingresp' });
        return;
      case 'disconnect':
        this.#connection.closed();
        this.#end({ publishWill: false });
        return;
      default:
        packet satisfies never;
    }
  }

  lost(): void {
    this.#end({ publishWill: true });
  }

  /** Closes the connection, as far as the car can be reached. */
  close(reason: string, options = { publishWill: true }): void {
    if (this.#state.name === 'ended') return;
    this.#send({ kind: 'close', reason });
    this.#end(options);
  }

  /** The broker has crashed: this session does nothing more, and calls nobody. */
  abandon(): void {
    this.#state = { name: 'ended' };
  }

  /** Passes a message on if this session has subscribed to it. */
  forward(topic: string, payload: Uint8Array): void {
    if (this.#filters.has(topic) || this.#patterns.some((pattern) => matchesFilter(pattern, topic)))
      this.#send({ kind: 'publish', topic, payload });
  }

  #authenticate(packet: ClientPacket & { kind: 'connect' }): void {
    this.client = JSON.stringify([packet.username, packet.clientId]);
    this.#host.hooks.authenticate(packet.username, packet.password).then(
      (peer) => this.#authenticated(isUnderItsName(peer, packet.clientId) ? peer : null, packet.will),
      (reason: unknown) => this.close(messageOf(reason)),
    );
  }

  #authenticated(peer: Peer | null, will: LastWill): void {
    if (this.#state.name !== 'new') return;
    this.#send({ kind: 'connack', accepted: peer !== null });
    if (peer === null) {
      this.close('not authorised');
      return;
    }
    this.#state = { name: 'open', peer, will };
    this.#host.opened(this);
    this.#host.hooks.connected(peer);
  }

  #publish(packet: ClientPacket & { kind: 'publish' }): void {
    const { topic, payload, retain, id } = packet;
    if (this.peer?.kind !== 'car' || !this.#host.hooks.mayPublish(this.peer, topic)) {
      this.close(`may not publish to ${topic}`);
      return;
    }
    this.#host.brought(this.peer.car, topic, payload);
    const received = this.#host.hooks.received(this.peer, topic, payload);
    const inTurn = Promise.all([this.#received, received]);
    this.#received = inTurn;
    inTurn.then(
      () => {
        this.#send({ kind: 'puback', id });
        this.#host.forward(topic, payload, retain);
      },
      (reason: unknown) => this.close(messageOf(reason)),
    );
  }

  #subscribe(id: number, filter: string): void {
    if (this.peer === null) {
      this.close('subscribed before connecting');
      return;
    }
    const granted = this.#host.hooks.maySubscribe(this.peer, filter);
    this.#send({ kind: 'suback', id, granted });
    if (!granted) return;
    if (/[#+]/.test(filter)) this.#patterns.push(filter);
    else this.#filters.add(filter);
    for (const [topic, payload] of this.#host.retained(filter))
      this.#send({ kind: 'publish', topic, payload });
  }

  #send(packet: BrokerPacket): void {
    if (!this.#connection.sendDown(packet)) this.#connection.cut('the client reads too slowly');
  }

  #end(options: { readonly publishWill: boolean }): void {
    const state = this.#state;
    if (state.name === 'ended') return;
    this.#state = { name: 'ended' };
    this.#host.ended(this);
    if (state.name !== 'open') return;
    if (options.publishWill) this.#publishWill(state.peer, state.will);
    this.#host.hooks.disconnected(state.peer);
  }

  /** A will that the gateway does not take is not passed on; nobody is left to be told. */
  #publishWill(peer: Peer, will: LastWill): void {
    if (peer.kind !== 'car' || !this.#host.hooks.mayPublish(peer, will.topic)) return;
    this.#host.hooks.received(peer, will.topic, will.payload).then(
      () => this.#host.forward(will.topic, will.payload, true),
      () => {},
    );
  }
}

/** A car has one session, whose client id is its name (2.1). */
const isUnderItsName = (peer: Peer | null, clientId: string): boolean =>
  peer?.kind !== 'car' || clientId === peer.car;
