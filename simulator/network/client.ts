import type { BrokerAddress, LastWill, Mqtt, MqttEvents, MqttSession } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Connection, ConnectionEnd } from './connection.ts';
import type { BrokerPacket, ClientPacket } from './packets.ts';

/** Who connects. */
export interface Login {
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
}

/** Opens a connection for a client, some time later; rejects with `broker-unavailable` when nobody can be reached. */
export type Dial = (end: ConnectionEnd<BrokerPacket>) => Promise<Connection>;

/** The MQTT port of a device, without TCP. */
export class MqttTwin implements Mqtt {
  readonly #login: Login;
  readonly #dial: Dial;

  constructor(login: Login, dial: Dial) {
    this.#login = login;
    this.#dial = dial;
  }

  /** This network has one broker: under another address nobody is reached. */
  async connect(will: LastWill, events: MqttEvents, broker?: BrokerAddress): Promise<MqttSession> {
    if (broker !== undefined)
      throw new Fault(
        { code: 'broker-unavailable', blame: 'environment', temporary: true },
        `nobody at ${broker.url}`,
      );
    const session = new SessionTwin(events);
    const connection = await this.#dial(session);
    const { username, clientId } = this.#login;
    const password = Buffer.from(this.#login.password);
    return session.open(connection, { kind: 'connect', username, password, clientId, will });
  }
}

/** A call that waits for the broker's answer. */
interface Call {
  resolve(): void;
  reject(reason: Fault): void;
}

class SessionTwin implements MqttSession, ConnectionEnd<BrokerPacket> {
  readonly #events: MqttEvents;
  readonly #calls = new Map<number, Call>();
  /** Calls that wait for the next PINGRESP. */
  #pings: number[] = [];
  #connection: Connection | null = null;
  #connecting: Call | null = null;
  #nextId = 1;
  #over = false;

  constructor(events: MqttEvents) {
    this.#events = events;
  }

  open(connection: Connection, packet: ClientPacket): Promise<MqttSession> {
    this.#connection = connection;
    return new Promise((resolve, reject) => {
      this.#connecting = { resolve: () => resolve(this), reject };
      connection.sendUp(packet);
    });
  }

  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void> {
    // A copy, as on a real wire: the caller may use the buffer again.
    const copy = Uint8Array.from(payload);
    return this.#call((id) => ({ kind: 'publish', id, topic, payload: copy, retain: options.retain }));
  }

  subscribe(filter: string): Promise<void> {
    return this.#call((id) => ({ kind: 'subscribe', id, filter }));
  }

  ping(): Promise<void> {
    return this.#call((id) => {
      this.#pings.push(id);
      return { kind: 'pingreq' };
    });
  }

  async close(): Promise<void> {
    if (this.#over) return;
    this.#connection?.sendUp({ kind: 'disconnect' });
    this.lost('closed by this side');
  }

  receive(packet: BrokerPacket): void {
    if (this.#over) return;
    switch (packet.kind) {
      case 'connack':
        this.#connack(packet.accepted);
        return;
      case 'puback':
        this.#settle(packet.id, (call) => call.resolve());
        return;
      case 'suback':
        this.#settle(packet.id, (call) =>
          packet.granted ? call.resolve() : call.reject(refused('the broker refused the subscription')),
        );
        return;
      case 'pingresp':
        for (const id of this.#pings.splice(0)) this.#settle(id, (call) => call.resolve());
        return;
      case 'publish':
        this.#events.message(packet.topic, Uint8Array.from(packet.payload));
        return;
      case 'close':
        this.#connection?.closed();
        this.#end(packet.reason, true);
        return;
      default:
        packet satisfies never;
    }
  }

  lost(reason: string): void {
    this.#end(reason, false);
  }

  #end(reason: string, byBroker: boolean): void {
    if (this.#over) return;
    this.#over = true;
    const wasConnecting = this.#connecting;
    this.#connecting = null;
    wasConnecting?.reject(unavailable(reason));
    for (const call of this.#calls.values()) call.reject(unavailable(reason));
    this.#calls.clear();
    if (wasConnecting === null) this.#events.closed(reason, byBroker);
  }

  #connack(accepted: boolean): void {
    const connecting = this.#connecting;
    this.#connecting = null;
    if (accepted) {
      connecting?.resolve();
      return;
    }
    this.#over = true;
    connecting?.reject(refused('the broker refused name or password'));
  }

  #call(packet: (id: number) => ClientPacket): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#over || this.#connection === null) {
        reject(unavailable('the session is over', { mayHaveHappened: false }));
        return;
      }
      const id = this.#nextId++;
      if (!this.#connection.sendUp(packet(id))) {
        reject(unavailable('too much is under way', { mayHaveHappened: false }));
        return;
      }
      this.#calls.set(id, { resolve, reject });
    });
  }

  #settle(id: number, how: (call: Call) => void): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.#calls.delete(id);
    how(call);
  }
}

/** The broker is not there, or not any more. */
export function unavailable(reason: string, details = { mayHaveHappened: true }): Fault {
  return new Fault({ code: 'broker-unavailable', blame: 'environment', temporary: true, ...details }, reason);
}

function refused(reason: string): Fault {
  return new Fault({ code: 'broker-refused', blame: 'operator' }, reason);
}
