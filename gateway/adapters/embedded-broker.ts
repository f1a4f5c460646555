import type { Server, Socket } from 'node:net';
import { Aedes, type Client } from 'aedes';
import { Fault } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { Log } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { isLoopback } from '../loopback.ts';
import type { Broker, BrokerAddress, BrokerHooks, Peer } from '../ports.ts';
import { aedesHandlers } from './aedes-hooks.ts';
import { BrokerConnection } from './broker-connection.ts';
import { createBrokerServer, type ServerTls } from './broker-server.ts';
import { conformanceHooks } from './conformance-hooks.ts';
import { guardSocket, noTaker, type PacketTaker, type SocketLimits } from './guarded-socket.ts';
import { listen, type PortChoice } from './listen.ts';
import { PublishTaker, type UnderWayLimits } from './publish-taker.ts';
import { RefusedLogins } from './refused-logins.ts';

export interface BrokerLimits extends SocketLimits, UnderWayLimits {
  readonly connections: number;
  readonly clientIdLength: number;
  /** From TCP connection to CONNACK. */
  readonly connectTimeout: Milliseconds;
}

const ordinaryLimits: BrokerLimits = {
  packetBytes: 256 * 1024,
  backlogBytes: 4 * 1024 * 1024,
  messagesUnderWay: 100,
  bytesUnderWay: 128 * 1024,
  connections: 12_000,
  clientIdLength: 64,
  connectTimeout: milliseconds(10_000),
};

export interface EmbeddedBrokerOptions {
  /** 127.0.0.1 unless told. */
  readonly host?: string;
  readonly port: PortChoice;
  /** Needed to listen on anything but this machine's own 127.0.0.1. */
  readonly tls?: ServerTls;
  /** Serves all of MQTT 3.1.1 to anyone on this machine, instead of this protocol's share of it; for test suites only. */
  readonly conformance?: boolean;
  readonly log: Log;
  readonly limits?: Partial<BrokerLimits>;
}

/** Aedes on TCP or TLS: MQTT 3.1.1 at QoS 1, clean sessions, PUBACK after the gateway has received (D3). */
export class EmbeddedBroker implements Broker {
  readonly #host: string;
  readonly #port: PortChoice;
  readonly #tls: ServerTls | undefined;
  readonly #conformance: boolean;
  readonly #log: Log;
  readonly #limits: BrokerLimits;
  readonly #open = new Set<BrokerConnection>();
  /** Also those that are still in their TLS handshake. */
  readonly #sockets = new Set<Socket>();
  /** Also those that have ended: a last will comes after the end. */
  readonly #connections = new WeakMap<Client, BrokerConnection>();
  #running: { readonly aedes: Aedes; readonly server: Server } | null = null;
  #connectionsSoFar = 0;
  /** Who reads what cars write. */
  #observers = 0;

  constructor(options: EmbeddedBrokerOptions) {
    this.#host = options.host ?? '127.0.0.1';
    this.#port = options.port;
    this.#tls = options.tls;
    this.#conformance = options.conformance === true;
    this.#log = options.log;
    this.#limits = { ...ordinaryLimits, ...options.limits };
  }

  /**
   * @throws {Fault} `port-taken`, `address-unavailable`, `tls-required`, `certificate-unusable`, `conformance-local-only`.
   */
  async listen(ordinaryHooks: BrokerHooks): Promise<BrokerAddress> {
    if (this.#conformance) requireLoopback(this.#host);
    const hooks = this.#conformance ? conformanceHooks : ordinaryHooks;
    const aedes = await this.#startAedes(hooks);
    try {
      const server = this.#createServer((socket) => this.#accept(aedes, socket));
      const address = await listen(server, this.#host, this.#port);
      server.on('error', (error) => this.#log.error({ reason: error.message }, 'no connection is taken'));
      this.#running = { aedes, server };
      return address;
    } catch (thrown) {
      aedes.close();
      throw thrown;
    }
  }

  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void> {
    const aedes = this.#running?.aedes;
    return new Promise((resolve, reject) => {
      if (aedes === undefined) throw new Error('the broker is not listening');
      const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, dup: false } as const;
      aedes.publish({ ...packet, retain: options.retain }, (error) =>
        error == null ? resolve() : reject(error),
      );
    });
  }

  disconnect(car: CarId): void {
    for (const connection of this.#open) {
      if (connection.belongsTo(car)) connection.socket.destroy();
    }
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    const closed = new Promise<unknown>((resolve) => running.server.close(resolve));
    await new Promise<void>((resolve) => running.aedes.close(resolve));
    // Those that have not said CONNECT yet are unknown to aedes.
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #createServer(accept: (socket: Socket) => void): Server {
    const options = { host: this.#host, tls: this.#tls, log: this.#log };
    const { connections, connectTimeout } = this.#limits;
    const server = createBrokerServer({ ...options, handshakeTimeout: connectTimeout }, accept);
    server.maxConnections = connections;
    server.on('drop', () => this.#log.warn({ limit: connections }, 'too many connections'));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    return server;
  }

  async #startAedes(hooks: BrokerHooks): Promise<Aedes> {
    const aedes = await Aedes.createBroker({
      // With a limit, a backlog of 100 messages stops all delivery for good.
      concurrency: 0,
      connectTimeout: this.#limits.connectTimeout,
      // Client ids are made longer here; their own length is checked before.
      maxClientsIdLength: Number.MAX_SAFE_INTEGER,
      ...aedesHandlers({
        hooks,
        log: this.#log,
        refusedLogins: new RefusedLogins(this.#log),
        longestClientId: this.#limits.clientIdLength,
        conformance: this.#conformance,
        connectionOf: (client) => this.#connections.get(client),
        isClosing: () => this.#running === null,
      }),
    });
    aedes.on('clientReady', (client) => this.#connected(hooks, client));
    aedes.on('clientDisconnect', (client) => this.#disconnected(hooks, client));
    aedes.on('clientError', (client, error) => this.#logEnd(client, error));
    aedes.on('connectionError', (client, error) => this.#logEnd(client, error));
    aedes.addListener('error', (error: Error) => this.#log.error({ reason: error.message }, 'broker error'));
    return aedes;
  }

  #accept(aedes: Aedes, socket: Socket): void {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const guarded = guardSocket(socket, this.#limits);
    const connection = new BrokerConnection(socket, guarded, this.#connectionsSoFar++);
    const tooLate = (): void => {
      if (!connection.isConnected) socket.destroy(new Error('no login in time'));
    };
    const connectTimer = setTimeout(tooLate, this.#limits.connectTimeout);
    this.#open.add(connection);
    socket.once('close', () => {
      clearTimeout(connectTimer);
      this.#open.delete(connection);
    });
    this.#connections.set(aedes.handle(socket), connection);
  }

  #connected(hooks: BrokerHooks, client: Client): void {
    const connection = this.#connections.get(client);
    if (connection?.peer == null) return;
    if (connection.peer.kind === 'observer') this.#observers++;
    connection.connected(this.#takerFor(connection, connection.peer, hooks));
    hooks.connected(connection.peer);
  }

  #takerFor(connection: BrokerConnection, peer: Peer, hooks: BrokerHooks): PacketTaker {
    if (this.#conformance) return noTaker;
    const isClosing = (): boolean => this.#running === null;
    const forward = (topic: string, payload: Buffer): void => {
      if (this.#observers > 0) this.#forward(topic, payload);
    };
    return new PublishTaker({ connection, peer, hooks, limits: this.#limits, isClosing, forward });
  }

  #forward(topic: string, payload: Buffer): void {
    const packet = { cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false } as const;
    this.#running?.aedes.publish(packet, (error) => {
      if (error != null) this.#log.warn({ topic, reason: error.message }, 'not forwarded to observers');
    });
  }

  #disconnected(hooks: BrokerHooks, client: Client): void {
    const connection = this.#connections.get(client);
    if (connection?.isConnected !== true || connection.peer === null) return;
    connection.isConnected = false;
    if (connection.peer.kind === 'observer') this.#observers--;
    if (this.#running !== null) hooks.disconnected(connection.peer);
  }

  #logEnd(client: Client, error: Error): void {
    const connection = this.#connections.get(client);
    if (this.#running === null || connection?.isRefusalTold === true) return;
    const peer = connection?.describe() ?? 'unknown';
    this.#log.info({ peer, reason: error.message }, 'the broker closed a connection');
  }
}

function requireLoopback(host: string): void {
  if (isLoopback(host)) return;
  const message = `listening on ${host}: a broker open to anyone is for 127.0.0.1 only`;
  throw new Fault({ code: 'conformance-local-only', blame: 'operator' }, message);
}
