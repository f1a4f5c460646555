import type { Mqtt } from '../../device/ports.ts';
import type { Owner } from '../kernel/owner.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Trace } from '../kernel/trace.ts';
import { BrokerTwin, type BrokerWitness } from './broker.ts';
import { type Login, MqttTwin, unavailable } from './client.ts';
import { drawn, type NetworkConditions, ordinaryConditions } from './conditions.ts';
import { Connection, type ConnectionEnd, type Direction } from './connection.ts';
import type { BrokerPacket } from './packets.ts';

export interface NetworkOptions {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly conditions?: Partial<NetworkConditions>;
  readonly witness?: BrokerWitness;
}

/**
 * MQTT between cars and gateway in virtual time; cars are named by their login. Order holds within a connection only:
 * messages of different ones overtake each other.
 */
export class Network {
  readonly #options: NetworkOptions;
  readonly #usual: NetworkConditions;
  readonly #changes = new Set<Partial<NetworkConditions>>();
  #conditions: NetworkConditions;
  readonly #connections = new Set<Connection>();
  readonly #offline = new Set<string>();
  readonly #logins = new Map<string, Login>();
  readonly #randoms = new Map<string, SeededRandom>();
  #broker: BrokerTwin | null = null;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#usual = { ...ordinaryConditions, ...options.conditions };
    this.#conditions = this.#usual;
  }

  /** From now on the network behaves so, on top of what else is changed; gives the way back. */
  change(conditions: Partial<NetworkConditions>): () => void {
    const own = { ...conditions };
    this.#changes.add(own);
    this.#conditions = { ...this.#usual, ...Object.assign({}, ...this.#changes) };
    return () => {
      this.#changes.delete(own);
      this.#conditions = { ...this.#usual, ...Object.assign({}, ...this.#changes) };
    };
  }

  /** The broker port for a gateway's life; the one before must be closed or crashed. */
  broker(owner?: Owner): BrokerTwin {
    if (this.#broker?.listening === true) throw new Error('the broker before is still listening');
    const broker = new BrokerTwin(this.#options.witness);
    owner?.onKill(() => broker.crash());
    this.#broker = broker;
    return broker;
  }

  /** The MQTT port for a device's life; at its crash the connection is lost, and nobody is called. */
  mqtt(login: Login, owner?: Owner): Mqtt {
    const random = this.#randomOf(login.username);
    this.#logins.set(login.username, login);
    owner?.onKill(() => this.cut(login.username));
    return new MqttTwin(login, (end) => this.#dial(login.username, end, random, owner));
  }

  /** The MQTT port of another client under a car's name and password, somewhere else; null where no car has logged in so yet. */
  rivalOf(name: string): Mqtt | null {
    const login = this.#logins.get(name);
    if (login === undefined) return null;
    const own = `${name} rival`;
    const random = this.#randomOf(own);
    return new MqttTwin(login, (end) => this.#dial(own, end, random, undefined));
  }

  /** No coverage: connections are lost and cannot be made. */
  offline(name: string): void {
    this.#offline.add(name);
    for (const connection of this.#of(name)) connection.cut('no coverage');
  }

  online(name: string): void {
    this.#offline.delete(name);
  }

  /** Loses the car's connections, which may be made again at once. */
  cut(name: string): void {
    for (const connection of this.#of(name)) connection.cut('connection lost');
  }

  /** A partition in one direction: nothing arrives there on the connections of now, until `unclog` or keepalive. */
  clog(name: string, direction: Direction): void {
    for (const connection of this.#of(name)) connection.clog(direction);
  }

  unclog(name: string, direction: Direction): void {
    for (const connection of this.#of(name)) connection.unclog(direction);
  }

  #randomOf(name: string): SeededRandom {
    const random = this.#randoms.get(name) ?? this.#options.random.fork(`mqtt ${name}`);
    this.#randoms.set(name, random);
    return random;
  }

  #of(name: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.name === name);
  }

  #dial(
    name: string,
    end: ConnectionEnd<BrokerPacket>,
    random: SeededRandom,
    owner: Owner | undefined,
  ): Promise<Connection> {
    const { scheduler } = this.#options;
    const conditions = this.#conditions;
    return new Promise((resolve, reject) => {
      if (this.#offline.has(name)) {
        const wait = drawn(random, conditions.connectFails);
        scheduler.after(wait, () => reject(unavailable('no coverage', { mayHaveHappened: false })));
        return;
      }
      scheduler.after(drawn(random, conditions.delay), () => {
        const connection = this.#connect(name, end, random, owner);
        if (connection !== null) resolve(connection);
        else reject(unavailable('connection refused', { mayHaveHappened: false }));
      });
    });
  }

  #connect(
    name: string,
    end: ConnectionEnd<BrokerPacket>,
    random: SeededRandom,
    owner: Owner | undefined,
  ): Connection | null {
    const { scheduler, trace } = this.#options;
    const client = owner === undefined ? end : whileAlive(end, owner);
    const connection = new Connection({
      scheduler,
      random,
      trace,
      conditions: () => this.#conditions,
      repeat: (topic, payload) => this.#broker?.repeat(name, topic, payload),
      name,
      client,
    });
    if (owner?.alive === false || this.#offline.has(name) || this.#broker?.accept(connection) !== true) {
      return null;
    }
    this.#connections.add(connection);
    connection.onEnd(() => this.#connections.delete(connection));
    return connection;
  }
}

function whileAlive(end: ConnectionEnd<BrokerPacket>, owner: Owner): ConnectionEnd<BrokerPacket> {
  return {
    receive: (packet) => {
      if (owner.alive) end.receive(packet);
    },
    lost: (reason) => {
      if (owner.alive) end.lost(reason);
    },
  };
}
